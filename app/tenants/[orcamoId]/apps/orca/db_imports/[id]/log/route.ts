import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { importIdInput } from "#lib/imports/inputs.ts";
import { readImportLog } from "#lib/imports/queries.ts";

/** インポートログ, to be sent to the support (seed 004 §5 ⑥). With a mark of its encoding: Windows' editor guesses otherwise. */
export const GET = tenantRoute(
  {
    permission: "databases:read",
    input: importIdInput,
    back: ({ orcamoId = "" }) => paths.imports(orcamoId),
  },
  async (scope, { id }) => {
    const { fileName, text } = await readImportLog(scope, id);
    return download(Buffer.from(`\ufeff${text}`), fileName, "text/plain; charset=utf-8");
  },
);
