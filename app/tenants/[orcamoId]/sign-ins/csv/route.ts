import { Readable } from "node:stream";
import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { formatDate } from "#lib/platform/format.ts";
import { exportSignIns } from "#lib/sign-ins/export.ts";
import { signInFilterInput } from "#lib/sign-ins/inputs.ts";
import { filterQuery } from "../filter-query.ts";

export const GET = tenantRoute(
  {
    permission: "sign-ins:read-own",
    input: signInFilterInput,
    back: ({ orcamoId = "" }, sent) => paths.signIns(orcamoId, filterQuery(signInFilterInput.parse(sent))),
  },
  async (scope, input) => {
    const pieces = await exportSignIns(scope, input);
    const day = formatDate(scope.clock.now()).replaceAll("-", "");
    const name = `${scope.tenant.orcamoId}_sign_ins_${day}.csv`;
    return download(Readable.from(pieces, { objectMode: false }), name, "text/csv; charset=utf-8");
  },
);
