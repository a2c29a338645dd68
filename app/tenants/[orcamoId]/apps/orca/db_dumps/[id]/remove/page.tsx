import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { dumpIdInput } from "#lib/dumps/inputs.ts";
import { getDump } from "#lib/dumps/queries.ts";
import { dumpsStep, orcaPath } from "../../../orca-path.ts";
import { DumpPanel } from "../../questions.tsx";

const title = "ダンプの削除";
export const metadata = pageTitle(title);

/** The question of the list, for browsers without scripts. */
export default tenantPage(
  {
    permission: "databases:remove-dump",
    input: dumpIdInput,
    title,
    path: (scope) => orcaPath(scope, dumpsStep(scope), { label: title }),
    tab: "details",
    narrow: true,
  },
  async (scope, { id }) => <DumpPanel orcamoId={scope.tenant.orcamoId} dump={await getDump(scope, id)} ask="remove" />,
);
