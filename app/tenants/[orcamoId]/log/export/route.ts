import { Readable } from "node:stream";
import { z } from "zod";
import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { exportLog } from "#lib/audit/export.ts";
import { formatDate } from "#lib/platform/format.ts";
import { whileOpen } from "#lib/sessions/still-open.ts";

export const GET = tenantRoute(
  { permission: "tenant-log:read", input: z.object({}), back: ({ orcamoId = "" }) => paths.log(orcamoId) },
  async (scope) => {
    const lines = whileOpen(scope, await exportLog(scope));
    const day = formatDate(scope.clock.now()).replaceAll("-", "");
    const name = `${scope.tenant.orcamoId}_log_${day}.jsonl`;
    return download(Readable.from(lines, { objectMode: false }), name, "application/jsonl; charset=utf-8");
  },
);
