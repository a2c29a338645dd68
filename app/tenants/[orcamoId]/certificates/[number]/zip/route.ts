import { Readable } from "node:stream";
import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { downloadInput } from "#lib/certificates/inputs.ts";
import { openCertificateFiles } from "#lib/certificates/open-pkcs12.ts";
import { streamZip, zipEntries } from "#lib/certificates/zip.ts";

export const GET = tenantRoute(
  {
    permission: "certificates:password",
    input: downloadInput,
    back: ({ orcamoId = "", number }) => paths.certificate(orcamoId, Number(number)),
  },
  async (scope, input) => {
    const files = await openCertificateFiles(scope, input);
    const zip = streamZip(Readable.from(zipEntries(files)));
    return download(zip, `${files.folder}.zip`, "application/zip");
  },
);
