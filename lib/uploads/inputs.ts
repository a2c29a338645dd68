import { z } from "zod";
import { plainText } from "../platform/plain-text.ts";

/** The name alone, however the browser gives it: some name the folder, too. Shown and recorded, never a path of ours. */
export const fileNameInput = z
  .string()
  .transform((name) => plainText((name.split(/[/\\]/).at(-1) ?? "").normalize("NFC").trim(), 200))
  .transform((name) => name || "名称なし");

const sha256Input = z.string().regex(/^[0-9a-f]{64}$/);

/** Made by the browser with the choice of the file, so that a beginning that is sent twice begins once. */
export const uploadRequestInput = z.uuid().optional();

/** What the browser says once everything was sent; null where it could not compute it. */
export const finishUploadInput = z.object({ id: z.uuid(), sha256: sha256Input.nullable() });

/** What the browser says of the file that was chosen to go on with. */
export const resumeUploadInput = z.object({
  id: z.uuid(),
  size: z.number().int().positive(),
  /** Of the first piece, or of the whole file where it is shorter. */
  firstPieceSha256: sha256Input.nullable(),
});

export const uploadInput = z.object({ id: z.uuid() });

export type FinishUploadInput = z.output<typeof finishUploadInput>;
export type ResumeUploadInput = z.output<typeof resumeUploadInput>;
export type UploadInput = z.output<typeof uploadInput>;
