"use server";

import { z } from "zod";
import { goTo, type Outcome, operatorAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { parseMarkdown } from "#components/markdown-nodes.ts";
import { changeNotice } from "#lib/notices/change.ts";
import { createNotice } from "#lib/notices/create.ts";
import { changeNoticeInput, type NoticeInput, noticeInput, withdrawNoticeInput } from "#lib/notices/inputs.ts";
import { withdrawNotice } from "#lib/notices/withdraw.ts";
import { dateTimeInputValue } from "#lib/platform/format.ts";

/** Sent with the button プレビュー: then nothing is stored. */
const preview = z.stringbool().default(false);

export const createNoticeAction = operatorAction(
  { permission: "console:notices", input: noticeInput.safeExtend({ preview }) },
  async (scope, { preview, ...input }) => {
    if (preview) return previewOf(input);
    await createNotice(scope, input);
    return goTo(paths.consoleNotice(input.id), "notice-created");
  },
);

export const changeNoticeAction = operatorAction(
  { permission: "console:notices", input: changeNoticeInput.safeExtend({ preview }) },
  async (scope, { preview, ...input }) => {
    if (preview) return previewOf(input);
    await changeNotice(scope, input);
    return goTo(paths.consoleNotice(input.id), "notice-changed");
  },
);

export const withdrawNoticeAction = operatorAction(
  { permission: "console:notices", input: withdrawNoticeInput },
  async (scope, input) => {
    await withdrawNotice(scope, input);
    return goTo(paths.consoleNotice(input.id), "notice-withdrawn");
  },
);

function previewOf({ startsAt, endsAt, important, version, ...texts }: NoticeInput & { readonly version?: number }): Outcome {
  const times = { startsAt: dateTimeInputValue(startsAt), endsAt: endsAt ? dateTimeInputValue(endsAt) : "" };
  return {
    values: {
      ...texts,
      ...times,
      ...(important && { important: "on" }),
      ...(version !== undefined && { version: String(version) }),
    },
    preview: parseMarkdown(texts.body),
  };
}
