import { env } from "../platform/env.ts";
import { Refusal, type RefusalCode } from "../platform/refusal.ts";

/** What an upload failed with, from its row, with the facts that its words need. */
export function failureOf(reason: string | null): Refusal {
  const { uploadMaxBytes, uploadQuotaBytes } = env();
  const gigabytes = (reason === "UPLOAD_QUOTA" ? uploadQuotaBytes : uploadMaxBytes) / 1e9;
  return new Refusal((reason ?? "UPLOAD_GONE") as RefusalCode, { gigabytes });
}
