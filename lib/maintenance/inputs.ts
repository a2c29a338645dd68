import { z } from "zod";
import { momentInput } from "../platform/moment-input.ts";
import { limits } from "./model.ts";

/** The list's address: what it does not understand is page 1. */
export const maintenanceListInput = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});

export type MaintenanceListInput = z.infer<typeof maintenanceListInput>;

export const maintenanceIdInput = z.object({ id: z.uuid() });

const fields = z.object({
  /** Made with the form: the same form sent twice makes one window. */
  id: z.uuid("画面を開き直して、もう一度操作してください。"),
  title: z
    .string()
    .normalize("NFKC")
    .trim()
    .min(1, "件名を入力してください。")
    .max(limits.titleLength, `件名は${limits.titleLength}文字以内で入力してください。`)
    .refine(
      (text) => !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text),
      "件名に使えない文字が含まれています。入力し直してください。",
    ),
  startsAt: momentInput("開始"),
  endsAt: momentInput("終了"),
});

export const maintenanceInput = fields.refine(endsLater, laterWords());

export type MaintenanceInput = z.infer<typeof maintenanceInput>;

/** That of the page which the person filled in. */
const version = z.coerce.number().int().min(0);

export const changeMaintenanceInput = fields.extend({ version }).refine(endsLater, laterWords());

export type ChangeMaintenanceInput = z.infer<typeof changeMaintenanceInput>;

export const withdrawMaintenanceInput = z.object({ id: z.uuid(), version });

export type WithdrawMaintenanceInput = z.infer<typeof withdrawMaintenanceInput>;

function endsLater({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): boolean {
  return endsAt > startsAt;
}

function laterWords() {
  return { path: ["endsAt"], error: "終了は、開始より後の日時を入力してください。" };
}
