import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { uploadInput } from "#lib/uploads/inputs.ts";
import { getUpload } from "#lib/uploads/queries.ts";
import { importsStep, orcaPath } from "../../../../orca-path.ts";
import { ImportPanel } from "../../../questions.tsx";

const title = "アップロードの取り消し";
export const metadata = pageTitle(title);

/** The question of the page, for browsers without scripts. */
export default tenantPage(
  {
    permission: "databases:upload",
    input: uploadInput,
    title,
    path: (scope) => orcaPath(scope, importsStep(scope), { label: title }),
    tab: "details",
    narrow: true,
  },
  async (scope, { id }) => {
    const { fileName } = await getUpload(scope, id);
    return <ImportPanel orcamoId={scope.tenant.orcamoId} id={id} ask="removeUpload" named={fileName} />;
  },
);
