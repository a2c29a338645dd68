import { z } from "zod";
import { momentInput, optionalMomentInput } from "../platform/moment-input.ts";
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
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});

export type NoticeListInput = z.infer<typeof noticeListInput>;

export const noticeIdInput = z.object({ id: z.uuid() });

const title = z
  .string()
  .normalize("NFKC")
  .trim()
  .min(1, "件名を入力してください。")
  .max(limits.titleLength, `件名は${limits.titleLength}文字以内で入力してください。`)
  .refine((text) => !hiding.test(text), "件名に使えない文字が含まれています。入力し直してください。");

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
  /** Made with the form: the same form sent twice makes one notice. */
  id: z.uuid("画面を開き直して、もう一度操作してください。"),
  audience: z.enum(["system", "administrators"], "種類を選択してください。"),
  /** Empty: for every organisation. */
  tenant: z
    .string()
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .regex(/^(?:[a-z]\d{8})?$/, "ORCAMO IDは英字1文字と数字8桁（例: u00000014）で入力してください。"),
  important: z.stringbool().default(false),
  title,
  body,
  startsAt: momentInput("表示開始"),
  endsAt: optionalMomentInput("表示終了"),
});

export const noticeInput = fields.refine(endsLater, laterWords());

export type NoticeInput = z.infer<typeof noticeInput>;

/** That of the page which the person filled in. */
const version = z.coerce.number().int().min(0);

export const changeNoticeInput = fields.extend({ version }).refine(endsLater, laterWords());

export type ChangeNoticeInput = z.infer<typeof changeNoticeInput>;

export const withdrawNoticeInput = z.object({ id: z.uuid(), version });

export type WithdrawNoticeInput = z.infer<typeof withdrawNoticeInput>;

function endsLater({ startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }): boolean {
  return endsAt === null || endsAt > startsAt;
}

function laterWords() {
  return { path: ["endsAt"], error: "表示終了は、表示開始より後の日時を入力してください。" };
}
