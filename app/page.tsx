import { redirect } from "next/navigation";
import { z } from "zod";
import { noticeText } from "./_doors/notices.ts";
import { paths, withQuery } from "./_doors/paths.ts";
import { publicPage } from "./_doors/public.tsx";
import { currentSession } from "./_doors/session.ts";

const input = z.object({ notice: z.string().optional().catch(undefined) });

/** Leads on: to the TOP of the certificate's tenant with the message that came along, or to the sign-in page. */
export default publicPage({ input, title: "TOP" }, async ({ notice }) => {
  const session = await currentSession();
  if (!session) redirect(paths.enter(paths.home));
  redirect(withQuery(paths.top(session.orcamoId), { notice: noticeText(notice) && notice }));
});
