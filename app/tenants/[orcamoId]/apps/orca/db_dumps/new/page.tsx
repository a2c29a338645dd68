import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { dumpsStep, orcaPath } from "../../orca-path.ts";
import { RequestPanel } from "../questions.tsx";

const title = "ダンプ実行";
export const metadata = pageTitle(title);

/** The question of the list, for browsers without scripts. */
export default tenantPage(
  {
    permission: "databases:dump",
    input: z.object({}),
    title,
    path: (scope) => orcaPath(scope, dumpsStep(scope), { label: title }),
    tab: "details",
    narrow: true,
  },
  async ({ tenant }) => <RequestPanel orcamoId={tenant.orcamoId} />,
);
