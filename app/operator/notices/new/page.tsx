import { randomUUID } from "node:crypto";
import { z } from "zod";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { createNoticeAction } from "../actions.ts";
import { labels, NoticeFields } from "../notice-fields.tsx";

const title = "お知らせの登録";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:notices",
    input: z.object({}),
    title,
    path: () => [{ label: "お知らせ", href: paths.consoleNotices() }, { label: title }],
    tab: "console-notices",
    narrow: true,
  },
  async (scope) => (
    <ActionForm action={createNoticeAction} labels={labels} className="mt-6">
      <HiddenField name="id" value={randomUUID()} />
      <NoticeFields notice={{ startsAt: scope.clock.now() }} cancelHref={paths.consoleNotices()} />
    </ActionForm>
  ),
);
