import { randomUUID } from "node:crypto";
import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { Section } from "#components/page-frame.tsx";
import { UploadForm } from "#components/upload-form.tsx";
import { nextMaintenance } from "#lib/maintenance/queries.ts";
import { env } from "#lib/platform/env.ts";
import { listUploads } from "#lib/uploads/queries.ts";
import { OrcaMenu } from "../../orca-menu.tsx";
import { importsStep, orcaPath } from "../../orca-path.ts";
import { Important } from "../important.tsx";
import { UploadList } from "../upload-list.tsx";
import { FileGuide } from "./file-guide.tsx";
import { WhatHappens } from "./what-happens.tsx";

const title = "データベースのインポート";
export const metadata = pageTitle(title);

/** Seed 004 §5 ③–⑤. */
export default tenantPage(
  {
    permission: "databases:upload",
    input: z.object({}),
    title,
    heading: ({ tenant }) => `${title} (${tenant.name})`,
    path: (scope) => orcaPath(scope, importsStep(scope), { label: title }),
    tab: "details",
  },
  async (scope) => {
    const { orcamoId } = scope.tenant;
    const [maintenance, uploads] = await Promise.all([nextMaintenance(scope), listUploads(scope)]);
    return (
      <>
        <OrcaMenu scope={scope} />
        <Important maintenance={maintenance} />
        <Section title="ダンプファイルのアップロード">
          <p className="mb-4">
            pg_dumpコマンドのカスタム形式アーカイブ（pg_dump
            -Fc）のファイルを指定してください。PostgreSQLのバージョンは、ファイルから自動で判定します（次の画面で指定することもできます）。アップロードしただけでは、現行のデータは変わりません。
          </p>
          <UploadForm
            endpoint={paths.tus(orcamoId)}
            plainEndpoint={paths.plainUpload(orcamoId)}
            donePath={`${paths.imports(orcamoId)}/uploads`}
            requestId={randomUUID()}
            maxBytes={env().uploadMaxBytes}
          />
        </Section>
        <Section title="アップロードしたファイル">
          <UploadList scope={scope} uploads={uploads} />
        </Section>
        <Section title="インポートの流れ" id="what-happens">
          <WhatHappens />
        </Section>
        <Section title="ダンプファイルについて">
          <FileGuide />
        </Section>
        <div className="mt-8 flex flex-wrap gap-3">
          <ButtonLink href={paths.imports(orcamoId)}>インポートの履歴</ButtonLink>
          <ButtonLink href={paths.orca(orcamoId)}>戻る</ButtonLink>
        </div>
      </>
    );
  },
);
