import type { IncomingMessage, ServerResponse } from "node:http";
import { type PageContext, refusalPage } from "./refusal-page.ts";
import { type EdgeRefusal, type RefusalWords, refusalWords } from "./refusal-words.ts";

export interface RefusalContext extends PageContext {
  /** Whatever it says that it accepts: the addresses of programs have no pages. */
  readonly toProgram: boolean;
}

/** Answers with words: a page for people, application/problem+json (RFC 9457) for programs that take only JSON. */
export function refuse(request: IncomingMessage, response: ServerResponse, code: EdgeRefusal, context: RefusalContext): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const words: RefusalWords = refusalWords[code];
  const body = context.toProgram || wantsJson(request) ? problem(code, words, context) : page(words, context);
  response.writeHead(words.status, {
    "Content-Type": body.type,
    "Content-Length": Buffer.byteLength(body.content),
    "Content-Language": "ja",
    "Cache-Control": "no-store",
    ...(words.status === 503 && { "Retry-After": "60" }),
    // A body that nobody reads is not waited for.
    ...(!request.complete && hasBody(request) && { Connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : body.content);
}

function page(words: RefusalWords, context: RefusalContext) {
  return { type: "text/html; charset=utf-8", content: refusalPage(words, context) };
}

function problem(code: EdgeRefusal, words: RefusalWords, { requestId }: RefusalContext) {
  const content = JSON.stringify({
    type: "about:blank",
    title: words.title,
    status: words.status,
    detail: [words.cause, ...words.steps].join(" "),
    code,
    requestId,
  });
  return { type: "application/problem+json", content };
}

/** Browsers name text/html, or at least anything (`*` / `*`); the clients in the field name only application/json. */
function wantsJson(request: IncomingMessage): boolean {
  const ranges = request.headers.accept?.split(",") ?? [];
  return ranges.length > 0 && ranges.every((range) => /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(range));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return "transfer-encoding" in headers || Number(headers["content-length"] ?? 0) > 0;
}
