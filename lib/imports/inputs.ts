import { z } from "zod";
import { optionalMomentInput, requestIdInput } from "../platform/form-inputs.ts";

export const requestImportInput = z.object({
  requestId: requestIdInput,
  uploadId: z.uuid(),
  kind: z.enum(["test", "live"]),
  /** 自動判定 is empty; otherwise the major version, 9 for 9.6. */
  statedVersion: z.preprocess(emptyIsUndefined, z.coerce.number().int().min(8).max(99).optional()),
  /** A box that is not ticked does not come at all. */
  keepStaging: z.preprocess((value) => value === true || value === "on" || value === "true", z.boolean()),
  /** Japan time; null: at once. */
  scheduledFor: z.union([z.date(), optionalMomentInput("予約")]).nullish(),
  /** 本番インポート: as it was typed. */
  tenantName: z.string().max(1000).optional(),
});

/** As code gives it; a form's texts go through `requestImportInput`. */
export interface RequestImportInput {
  readonly requestId: string;
  readonly uploadId: string;
  readonly kind: "test" | "live";
  readonly statedVersion?: number | undefined;
  readonly keepStaging?: boolean | undefined;
  readonly scheduledFor?: Date | null | undefined;
  readonly tenantName?: string | undefined;
}

export const importIdInput = z.object({ id: z.uuid() });

export type ImportIdInput = z.infer<typeof importIdInput>;

function emptyIsUndefined(value: unknown): unknown {
  return value === "" || value === null ? undefined : value;
}
