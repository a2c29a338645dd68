import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { handOutInput } from "#lib/hand-outs/inputs.ts";
import { takeHandOut } from "#lib/hand-outs/take.ts";

export const POST = tenantRoute(
  {
    permission: "hand-outs:take",
    input: handOutInput,
    back: ({ orcamoId = "", id = "" }) => paths.handOut(orcamoId, id),
  },
  async (scope, input) => {
    const { name, type, file } = await takeHandOut(scope, input);
    return download(file, name, type);
  },
);
