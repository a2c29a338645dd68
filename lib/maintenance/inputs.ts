import { z } from "zod";
import { lineInput, momentInput, requestIdInput, versionInput } from "../platform/form-inputs.ts";
import { pageInput } from "../platform/list-inputs.ts";
import { limits } from "./model.ts";

/** The list's address: what it does not understand is page 1. */
export const maintenanceListInput = z.object({
  page: pageInput,
});

export type MaintenanceListInput = z.infer<typeof maintenanceListInput>;

export const maintenanceIdInput = z.object({ id: z.uuid() });

const fields = z.object({
  id: requestIdInput,
  title: lineInput("件名", limits.titleLength).min(1, "件名を入力してください。"),
  startsAt: momentInput("開始"),
  endsAt: momentInput("終了"),
});

export const maintenanceInput = fields.refine(endsLater, laterWords());

export type MaintenanceInput = z.infer<typeof maintenanceInput>;

export const changeMaintenanceInput = fields.extend({ version: versionInput }).refine(endsLater, laterWords());

export type ChangeMaintenanceInput = z.infer<typeof changeMaintenanceInput>;

export const withdrawMaintenanceInput = z.object({ id: z.uuid(), version: versionInput });

export type WithdrawMaintenanceInput = z.infer<typeof withdrawMaintenanceInput>;

function endsLater({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): boolean {
  return endsAt > startsAt;
}

function laterWords() {
  return { path: ["endsAt"], error: "終了は、開始より後の日時を入力してください。" };
}
