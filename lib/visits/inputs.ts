import { z } from "zod";
import { reasonLength } from "./model.ts";

const { minimum, maximum } = reasonLength;

/** One line of plain text, or nothing: whether one must be stated is for openVisit to say. */
const reason = z
  .string()
  .normalize("NFKC")
  .transform((text) => text.replace(/\s+/gu, " ").trim())
  .pipe(
    z
      .string()
      .max(maximum, `理由は${maximum}文字以内で入力してください。`)
      .refine((text) => text === "" || text.length >= minimum, `理由は${minimum}文字以上で、具体的に入力してください。`)
      .refine((text) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text), "理由に使えない文字が含まれています。入力し直してください。"),
  );

export const openVisitInput = z.object({ reason: reason.default("") });

export type OpenVisitInput = z.infer<typeof openVisitInput>;
