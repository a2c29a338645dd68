import type { IncomingMessage } from "node:http";
import { Refusal } from "#lib/platform/refusal.ts";

/**
 * The whole body of a program's request, whether it says its length or not; empty when there is none.
 * @throws Refusal BODY_TOO_LARGE beyond `most` bytes. @throws Error when the connection breaks before its end
 */
export async function readSmallBody(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > most) throw new Refusal("BODY_TOO_LARGE");
  const pieces: Buffer[] = [];
  let bytes = 0;
  // Not `for await`: leaving it early would destroy the connection that the refusal goes out on.
  await new Promise<void>((resolve, reject) => {
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= most) pieces.push(piece);
      else reject(new Refusal("BODY_TOO_LARGE"));
    });
    request.once("end", resolve).once("error", reject);
    request.once("close", () => reject(new Error("The request was cut off.")));
  });
  return Buffer.concat(pieces);
}
