import type { ServerResponse } from "node:http";
import type { Refusal } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { send } from "./send.ts";

/** A refusal for scripts and programs: RFC 9457, with the code and the sentence. */
export function sendProblem(response: ServerResponse, status: number, { code, facts }: Refusal): Promise<void> {
  const detail = refusalSentence(code, facts);
  const problem = { type: "about:blank", status, code, detail, requestId: response.getHeader("X-Request-Id") };
  const retry = status === 503 ? { "Retry-After": "60" } : undefined;
  return send(response, status, { "Content-Type": "application/problem+json", ...retry }, JSON.stringify(problem));
}
