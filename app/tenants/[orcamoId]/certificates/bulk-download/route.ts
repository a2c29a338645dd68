import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { bulkDownload } from "#lib/certificates/bulk-download.ts";
import { bulkDownloadInput, certificateListInput } from "#lib/certificates/inputs.ts";
import { streamZip } from "#lib/certificates/zip.ts";
import { formatDate } from "#lib/platform/format.ts";
import { whileOpen } from "#lib/sessions/still-open.ts";
import { chosenQuery } from "../list-query.ts";

export const POST = tenantRoute(
  {
    permission: "certificates:bulk-download",
    input: bulkDownloadInput,
    back: ({ orcamoId = "" }, sent) => paths.certificates(orcamoId, chosenQuery(certificateListInput.parse(sent))),
  },
  async (scope, input) => {
    const zip = streamZip(whileOpen(scope, await bulkDownload(scope, input)));
    const day = formatDate(scope.clock.now()).replaceAll("-", "");
    return download(zip, `${scope.tenant.orcamoId}_certificates_${day}.zip`, "application/zip");
  },
);
