import { z } from "zod";
import { paths } from "#app/_doors/paths.ts";
import { certificateRoute, download } from "#app/_doors/route.ts";
import { openRenewedPkcs12 } from "#lib/renewals/open-renewed.ts";

/** こちら of the save page. */
export const GET = certificateRoute(
  { permission: "certificates:renew-own", input: z.object({}), back: () => paths.renewalSave() },
  async (scope) => {
    const { fileName, bytes } = await openRenewedPkcs12(scope);
    return download(bytes, fileName, "application/x-pkcs12");
  },
);
