import { z } from "zod";
import { lineInput, momentInput, optionalMomentInput, requestIdInput, versionInput } from "../platform/form-inputs.ts";
import { pageInput } from "../platform/list-inputs.ts";
import { limits } from "./model.ts";

/** The list's address. What it does not understand it leaves out: an old or mistyped link still shows a list. */
export const noticeListInput = z.object({
  status: z.enum(["upcoming", "shown", "over", "withdrawn", "all"]).catch("all").default("all"),
  audience: z.enum(["system", "administrators", "all"]).catch("all").default("all"),
  /** Notices for this organisation alone. */
  tenant: z
    .string()
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .regex(/^(?:[a-z]\d{8})?$/)
    .catch("")
    .default(""),
  page: pageInput,
});

export type NoticeListInput = z.infer<typeof noticeListInput>;

export const noticeIdInput = z.object({ id: z.uuid() });

/** Not NFKC: ① in a text is meant, and a full-width sign must not turn into one of Markdown's. */
const body = z
  .string()
  .transform((text) => text.replace(/\r\n?/g, "\n").normalize("NFC").trim())
  .refine(
    (text) => text.length <= limits.bodyLength,
    `本文は${limits.bodyLength.toLocaleString("ja")}文字以内で入力してください。`,
  )
  .refine(
    (text) => !hiding.test(text.replace(/[\n\t]/g, "")),
    "本文に使えない文字が含まれています。別の文書から写したときは、入力し直してください。",
  );

/** Control characters, and those that turn the direction of what stands around them. */
const hiding = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const fields = z.object({
  id: requestIdInput,
  audience: z.enum(["system", "administrators"], "種類を選択してください。"),
  /** Empty: for every organisation. */
  tenant: z
    .string()
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .regex(/^(?:[a-z]\d{8})?$/, "ORCAMO IDは英字1文字と数字8桁（例: u00000014）で入力してください。"),
  important: z.stringbool().default(false),
  title: lineInput("件名", limits.titleLength).min(1, "件名を入力してください。"),
  body,
  startsAt: momentInput("表示開始"),
  endsAt: optionalMomentInput("表示終了"),
});

export const noticeInput = fields.refine(endsLater, laterWords());

export type NoticeInput = z.infer<typeof noticeInput>;

export const changeNoticeInput = fields.extend({ version: versionInput }).refine(endsLater, laterWords());

export type ChangeNoticeInput = z.infer<typeof changeNoticeInput>;

export const withdrawNoticeInput = z.object({ id: z.uuid(), version: versionInput });

export type WithdrawNoticeInput = z.infer<typeof withdrawNoticeInput>;

function endsLater({ startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }): boolean {
  return endsAt === null || endsAt > startsAt;
}

function laterWords() {
  return { path: ["endsAt"], error: "表示終了は、表示開始より後の日時を入力してください。" };
}
