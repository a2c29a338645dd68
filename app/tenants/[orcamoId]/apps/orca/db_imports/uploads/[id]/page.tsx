import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { can } from "#lib/access/permissions.ts";
import { uploadInput } from "#lib/uploads/inputs.ts";
import { getUpload } from "#lib/uploads/queries.ts";
import { OrcaMenu } from "../../../orca-menu.tsx";
import { importsStep, orcaPath } from "../../../orca-path.ts";
import { ImportDialog } from "../../questions.tsx";
import { ImportChoice } from "./import-choice.tsx";
import { UnfinishedUpload } from "./unfinished-upload.tsx";
import { UploadFields } from "./upload-fields.tsx";

const title = "アップロードしたファイル";
export const metadata = pageTitle(title);

export default tenantPage(
  {
    permission: "databases:read",
    input: uploadInput,
    title,
    path: (scope) => orcaPath(scope, importsStep(scope), { label: title }),
    tab: "details",
  },
  async (scope, { id }) => {
    const { orcamoId } = scope.tenant;
    const upload = await getUpload(scope, id);
    return (
      <>
        <OrcaMenu scope={scope} />
        {upload.state !== "verified" && <UnfinishedUpload orcamoId={orcamoId} upload={upload} />}
        <div className="mt-4">
          <UploadFields upload={upload} />
        </div>
        {upload.state === "verified" && <ImportChoice scope={scope} uploadId={id} />}
        <div className="mt-8 flex flex-wrap gap-3">
          <ButtonLink href={paths.imports(orcamoId)}>一覧に戻る</ButtonLink>
          {upload.state !== "removed" && can(scope.actor, "databases:upload") && (
            <ImportDialog orcamoId={orcamoId} id={id} ask="removeUpload" />
          )}
        </div>
      </>
    );
  },
);
