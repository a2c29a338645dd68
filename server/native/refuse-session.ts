import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#lib/platform/env.ts";
import type { Refusal } from "#lib/platform/refusal.ts";
import { refusalSentence, refusalStatus } from "#lib/platform/refusal-words.ts";
import { sendProblem } from "./problem.ts";
import { send } from "./send.ts";
import { wayOn } from "./way-on.ts";

/**
 * A refusal at a native route: a person at a browser goes on to a page (303), a script or a program gets
 * application/problem+json (RFC 9457) with the code and the sentence. After the answer has begun only the connection can tell.
 * @param page where a person goes back to
 */
export function refuseSession(request: IncomingMessage, response: ServerResponse, refusal: Refusal, page: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  discardRest(request);
  const { code, facts } = refusal;
  const status = refusalStatus(code);
  if (!isNavigation(request)) {
    void sendProblem(response, status, refusal);
    return;
  }
  const elsewhere = wayOn(refusal, page);
  const plain = { "Content-Type": "text/plain; charset=utf-8", ...(status === 503 && { "Retry-After": "60" }) };
  if (elsewhere) void send(response, 303, { Location: new URL(elsewhere, env().origin).href }, "");
  else void send(response, status, plain, `${refusalSentence(code, facts)}\n`);
}

/** Fetch Metadata says it; browsers and programs without it name what they want to read. */
function isNavigation({ headers }: IncomingMessage): boolean {
  const mode = headers["sec-fetch-mode"];
  return mode === undefined ? (headers.accept?.includes("text/html") ?? false) : mode === "navigate";
}

/**
 * A browser that is still sending its file reads the answer only when nothing stops the sending: closed at once, the
 * connection would show a network error in place of the sentence. What does not end soon is cut all the same.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), 10_000);
  request.once("close", () => clearTimeout(cut));
}
