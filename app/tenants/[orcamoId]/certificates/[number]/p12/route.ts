import { paths } from "#app/_doors/paths.ts";
import { download, tenantRoute } from "#app/_doors/route.ts";
import { downloadInput } from "#lib/certificates/inputs.ts";
import { openPkcs12 } from "#lib/certificates/open-pkcs12.ts";

export const GET = tenantRoute(
  {
    permission: "certificates:download",
    input: downloadInput,
    back: ({ orcamoId = "", number }) => paths.certificate(orcamoId, Number(number)),
  },
  async (scope, input) => {
    const { name, bytes } = await openPkcs12(scope, input);
    return download(bytes, name, "application/x-pkcs12");
  },
);
