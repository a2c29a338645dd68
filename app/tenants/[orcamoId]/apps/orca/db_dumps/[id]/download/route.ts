import { paths } from "#app/_doors/paths.ts";
import { seeOther, tenantRoute } from "#app/_doors/route.ts";
import { dumpIdInput } from "#lib/dumps/inputs.ts";
import { openDumpLink } from "#lib/dumps/open-link.ts";

/** Over the password to a link that is good for an hour: the file itself may then be resumed (server/native/dump-file.ts). */
export const GET = tenantRoute(
  {
    permission: "databases:download-dump",
    input: dumpIdInput,
    back: ({ orcamoId = "" }) => paths.dumps(orcamoId),
  },
  async (scope, input) => {
    const { token, fileName } = await openDumpLink(scope, input);
    return seeOther(paths.dumpFile(scope.tenant.orcamoId, token, fileName));
  },
);
