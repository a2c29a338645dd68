import { redirect } from "next/navigation";
import { z } from "zod";
import { noticeText } from "./_doors/notices.ts";
import { paths, withQuery } from "./_doors/paths.ts";
import { publicPage } from "./_doors/public.tsx";
import { currentSession } from "./_doors/session.ts";

const input = z.object({ notice: z.string().optional().catch(undefined) });

/** Leads on: to the TOP of the certificate's tenant, or the operator's console, with the message that came along, or to the sign-in page. */
export default publicPage({ input, title: "TOP" }, async ({ notice }) => {
  const session = await currentSession();
  if (!session) redirect(paths.enter(paths.home));
  const home = session.role === "operator" ? paths.console : paths.top(session.orcamoId);
  redirect(withQuery(home, { notice: noticeText(notice) && notice }));
});
