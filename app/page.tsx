import { redirect } from "next/navigation";
import { z } from "zod";
import type { SessionIdentity } from "#lib/access/session-scope.ts";
import { noticeText } from "./_doors/notices.ts";
import { paths, withQuery } from "./_doors/paths.ts";
import { publicPage } from "./_doors/public.tsx";
import { currentSession } from "./_doors/session.ts";

const input = z.object({ notice: z.string().optional().catch(undefined) });

/** Leads on, with the message that came along: home, or to the sign-in page. */
export default publicPage({ input, title: "TOP" }, async ({ notice }) => {
  const session = await currentSession();
  if (!session) redirect(paths.enter(paths.home));
  if (session.codePending) redirect(paths.signInCode());
  redirect(withQuery(homeOf(session), { notice: noticeText(notice) && notice }));
});

/** The operator's console; the clinics of a vendor over its own certificate; else TOP of the certificate's tenant. */
function homeOf({ role, orcamoId, tenantKind }: SessionIdentity): string {
  if (role === "operator") return paths.console;
  return role === "vendor" && tenantKind === "vendor" ? paths.clients(orcamoId) : paths.top(orcamoId);
}
