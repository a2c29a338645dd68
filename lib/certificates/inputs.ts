import { z } from "zod";
import { lineInput, requestIdInput } from "../platform/form-inputs.ts";
import { dayInput, pageInput, termInput } from "../platform/list-inputs.ts";
import { encryptionLabels, limits, revocationReasonLabels } from "./model.ts";

const certificateNumber = z.coerce.number().int().min(1).max(2_147_483_647);

/** The boxes that were ticked before the password was asked for: those of one page of the list, no more. */
const chosenBefore = z
  .preprocess(
    (given) => [given ?? []].flat().flatMap((text) => String(text).split(",").filter(Boolean)),
    z.array(certificateNumber).transform((numbers) => [...new Set(numbers)].slice(0, limits.pageSize)),
  )
  .catch([]);

/** The list's address. What it does not understand it leaves out: an old or mistyped link still shows a list. */
export const certificateListInput = z.object({
  cn: termInput(64),
  status: z.enum(["active", "expired", "requested", "revoked", "rejected", "all"]).catch("active").default("active"),
  kind: z.enum(["client", "db", "api", "backup", "vendor", "operator", "all"]).catch("all").default("all"),
  from: dayInput,
  to: dayInput,
  sort: z
    .enum(["notAfter", "-notAfter", "requestedAt", "-requestedAt", "number", "-number"])
    .catch("notAfter")
    .default("notAfter"),
  page: pageInput,
  chosen: chosenBefore,
  everything: z.coerce.boolean().catch(false).default(false),
});

export type CertificateListInput = z.infer<typeof certificateListInput>;

export const certificateInput = z.object({ number: certificateNumber });

/** The generation that the person saw: a second click finds its successor instead of making another. */
export const renewInput = z.object({ number: certificateNumber, generation: z.coerce.number().int().min(1) });

export type RenewInput = z.infer<typeof renewInput>;

const note = lineInput("備考", limits.noteLength);

export const requestInput = z.object({
  requestId: requestIdInput,
  kind: z.enum(["client", "db"], "種別を選択してください。"),
  count: z.coerce
    .number("枚数を数字で入力してください。")
    .int("枚数を整数で入力してください。")
    .min(1, "枚数は1以上を入力してください。")
    .max(limits.requestCount, `一度に申請できるのは${limits.requestCount}枚までです。分けて申請してください。`),
  note: note.default(""),
});

/** The command line issues every kind: api and backup only for programs that cannot do with client and db. */
export const issueInput = requestInput.extend({
  kind: z.enum(["client", "db", "api", "backup", "vendor", "operator"], "種別を選択してください。"),
});

export type IssueInput = z.infer<typeof issueInput>;

export const noteInput = z.object({ number: certificateNumber, note });

export type NoteInput = z.infer<typeof noteInput>;

const reasons = Object.keys(revocationReasonLabels) as (keyof typeof revocationReasonLabels)[];

export const revokeInput = z.object({
  number: certificateNumber,
  reason: z.enum(reasons, "失効の理由を選択してください。"),
});

export type RevokeInput = z.infer<typeof revokeInput>;

export const encryptionInput = z.object({
  number: certificateNumber,
  encryption: z.enum(Object.keys(encryptionLabels) as (keyof typeof encryptionLabels)[], "暗号方式を選択してください。"),
});

export type EncryptionInput = z.infer<typeof encryptionInput>;

export const downloadInput = z.object({
  number: certificateNumber,
  encryption: z.enum(["compatible", "modern"]).default("compatible"),
});

export type DownloadInput = z.infer<typeof downloadInput>;

/** Chosen rows, or all that the search found. */
export const bulkDownloadInput = certificateListInput.extend({
  chosen: z
    .union([z.array(certificateNumber), certificateNumber.transform((number) => [number])])
    .default([])
    .transform((numbers) => [...new Set(numbers)]),
});

export type BulkDownloadInput = z.infer<typeof bulkDownloadInput>;

/** The address of the operator's search over all organisations; what was typed is read by readSearch. */
export const certificateSearchInput = z.object({
  cn: termInput(200),
  o: termInput(200),
  serial: termInput(200),
  fingerprint: termInput(200),
  status: z.enum(["active", "ending", "expired", "requested", "revoked", "rejected", "all"]).catch("all").default("all"),
  page: pageInput,
});

export type CertificateSearchInput = z.infer<typeof certificateSearchInput>;
