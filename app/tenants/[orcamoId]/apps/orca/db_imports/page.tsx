import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { listImports } from "#lib/imports/queries.ts";
import { listUploads } from "#lib/uploads/queries.ts";
import { OrcaMenu } from "../orca-menu.tsx";
import { orcaPath } from "../orca-path.ts";
import { ImportTable } from "./import-table.tsx";
import { UploadList } from "./upload-list.tsx";

const title = "DBインポート";
export const metadata = pageTitle(title);

export default tenantPage(
  {
    permission: "databases:read",
    input: z.object({}),
    title,
    heading: ({ tenant }) => `${title} (${tenant.name})`,
    path: (scope) => orcaPath(scope, { label: title }),
    tab: "details",
  },
  async (scope) => {
    const { orcamoId } = scope.tenant;
    const [imports, uploads] = await Promise.all([listImports(scope), listUploads(scope)]);
    return (
      <>
        <OrcaMenu scope={scope} />
        {can(scope.actor, "databases:upload") && (
          <div className="mt-4">
            <ButtonLink look="primary" href={paths.newImport(orcamoId)}>
              ダンプファイルのアップロード
            </ButtonLink>
          </div>
        )}
        <Section title="インポートの履歴">
          {imports.length === 0 ? (
            <EmptyState title="インポートはまだおこなわれていません。" />
          ) : (
            <ImportTable orcamoId={orcamoId} now={scope.clock.now()} rows={imports} />
          )}
        </Section>
        <Section title="アップロードしたファイル">
          <UploadList scope={scope} uploads={uploads} />
        </Section>
        <div className="mt-8">
          <ButtonLink href={paths.orca(orcamoId)}>戻る</ButtonLink>
        </div>
      </>
    );
  },
);
