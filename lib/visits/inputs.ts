import { z } from "zod";
import { lineInput } from "../platform/form-inputs.ts";
import { reasonLength } from "./model.ts";

const { minimum, maximum } = reasonLength;

/** One line of plain text, or nothing: whether one must be stated is for openVisit to say. */
const reason = z
  .string()
  .normalize("NFKC")
  .transform((text) => text.replace(/\s+/gu, " ").trim())
  .pipe(
    lineInput("理由", maximum).refine(
      (text) => text === "" || text.length >= minimum,
      `理由は${minimum}文字以上で、具体的に入力してください。`,
    ),
  );

export const openVisitInput = z.object({ reason: reason.default("") });

export type OpenVisitInput = z.infer<typeof openVisitInput>;
