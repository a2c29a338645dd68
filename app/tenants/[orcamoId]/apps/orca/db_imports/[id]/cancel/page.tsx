import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { importIdInput } from "#lib/imports/inputs.ts";
import { getImport } from "#lib/imports/queries.ts";
import { importsStep, orcaPath } from "../../../orca-path.ts";
import { ImportPanel } from "../../questions.tsx";

const title = "インポートのキャンセル";
export const metadata = pageTitle(title);

/** The question of the page, for browsers without scripts. */
export default tenantPage(
  {
    permission: "databases:cancel",
    input: importIdInput,
    title,
    path: (scope) => orcaPath(scope, importsStep(scope), { label: title }),
    tab: "details",
    narrow: true,
  },
  async (scope, { id }) => {
    const { fileName } = await getImport(scope, id);
    return <ImportPanel orcamoId={scope.tenant.orcamoId} id={id} ask="cancel" named={fileName} />;
  },
);
