import { isRefusal } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import type { Options } from "./command.ts";

/** What a verb answers: facts for a script (`--json`), words for a person, and the exit code of both. */
export interface Answer {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
  readonly code: number;
}

/** A refusal is an answer, too: with `--json` a script reads its code where it reads everything else. */
export async function answer(options: Options, run: () => Promise<Answer>): Promise<number> {
  const { facts, words, code } = options.json ? await run().catch(refused) : await run();
  process.stdout.write(options.json ? `${JSON.stringify(facts, undefined, 2)}\n` : `${words.join("\n")}\n`);
  return code;
}

function refused(error: unknown): Answer {
  if (!isRefusal(error)) throw error;
  const sentence = refusalSentence(error.code, error.facts);
  return { facts: { refused: error.code, sentence }, words: [sentence], code: 1 };
}
