import { isDatabaseAway } from "#lib/platform/database-errors.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { explain } from "#server/start/explain.ts";
import { UsageError } from "./command.ts";

/** What a failed command says, and the exit code that a script sees: 2 asked wrongly, 1 could not be done. */
export function explainFailure(error: unknown): { sentence: string; code: 1 | 2 } {
  if (error instanceof UsageError) return { sentence: error.message, code: 2 };
  if (isRefusal(error)) return { sentence: refusalSentence(error.code, error.facts), code: 1 };
  if (isDatabaseAway(error)) {
    return { sentence: "The portal's database does not answer: start the portal (npm start), then run this again.", code: 1 };
  }
  return { sentence: explain(error), code: 1 };
}
