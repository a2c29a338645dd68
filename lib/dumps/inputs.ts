import { z } from "zod";
import { requestIdInput, versionInput } from "../platform/form-inputs.ts";
import { mostKeptDumps } from "./model.ts";

export const requestDumpInput = z.object({ requestId: requestIdInput });

export type RequestDumpInput = z.infer<typeof requestDumpInput>;

export const dumpIdInput = z.object({ id: z.uuid() });

export type DumpIdInput = z.infer<typeof dumpIdInput>;

export const dumpScheduleInput = z.object({
  version: versionInput,
  /** A box that is not ticked does not come at all. */
  enabled: z.preprocess((value) => value === true || value === "on" || value === "true", z.boolean()),
  /** `21:30` of a time's input, Japan time; or the minutes themselves. */
  minute: z.preprocess(minutesOf, z.int("実行する時刻を入力してください。").min(0).max(1439)),
  keep: z.coerce.number(keepWords()).int(keepWords()).min(1, keepWords()).max(mostKeptDumps, keepWords()),
});

export type DumpScheduleInput = z.infer<typeof dumpScheduleInput>;

function minutesOf(value: unknown): unknown {
  const read = typeof value === "string" ? /^([01]\d|2[0-3]):([0-5]\d)(?::00)?$/.exec(value.trim()) : undefined;
  return read ? Number(read[1]) * 60 + Number(read[2]) : value;
}

function keepWords(): string {
  return `残す数は、1から${mostKeptDumps}までの数字で入力してください。`;
}
