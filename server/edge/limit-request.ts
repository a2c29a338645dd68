import type { IncomingMessage } from "node:http";
import { limits } from "./limits.ts";

/** Forms are read into memory, those of signing in before anyone is known. @returns false when one says that it is larger */
export function limitBody(request: IncomingMessage): boolean {
  if (Number(request.headers["content-length"] ?? 0) > limits.formBytes) return false;
  // Chunked, a body does not say how large it is: it is counted while it comes.
  let left: number = limits.formBytes;
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null, ...rest) => {
    left -= chunk?.length ?? 0;
    if (left >= 0) return push(chunk, ...rest);
    request.destroy();
    return false;
  };
  return true;
}

/** Node's own clock for a request knows no exception; this one counts only where a body may come. */
export function limitTime(request: IncomingMessage, time: number = limits.request): void {
  if (!("content-length" in request.headers || "transfer-encoding" in request.headers)) return;
  const clock = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, time);
  clock.unref();
  request.once("close", () => clearTimeout(clock));
}
