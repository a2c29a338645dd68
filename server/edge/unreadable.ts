import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Server } from "node:https";

/**
 * Answers what the parser cannot read, or waits for in vain, with type and length as every other answer has them
 * (PROTOCOLS.md §1); Node alone would send a bare status line. The connection ends: where the next request begins is not known.
 */
export function answerUnreadable(server: Server): void {
  const answers = new WeakMap<object, Set<ServerResponse>>();
  server.on("request", ({ socket }, response) => {
    const open = answers.get(socket) ?? new Set();
    answers.set(socket, open.add(response));
    response.once("close", () => open.delete(response));
  });
  // A handshake that fails comes here too: there is nobody to answer then.
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    // In the midst of another answer these bytes would be read as a part of it.
    const begun = [...(answers.get(socket) ?? [])].some(({ headersSent }) => headersSent);
    const status = statusOf(error.code ?? "");
    if (status && !begun && socket.writable) socket.write(answer(status));
    socket.destroy(error);
  });
}

/** As Node would answer it (RFC 9110 §15.5, RFC 6585 §5). */
function statusOf(code: string): number | undefined {
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW") return 413;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  return code.startsWith("HPE_") ? 400 : undefined;
}

function answer(status: number): string {
  const body = JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status });
  const fields = {
    "Content-Type": "application/problem+json",
    "Content-Length": body.length,
    "Cache-Control": "no-store",
    Connection: "close",
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}
