import type { TLSSocket } from "node:tls";
import { RequestHeads } from "./request-heads.ts";

/**
 * Puts the byte filter between the decrypted stream and the HTTP parser of this connection. Call it after the HTTP
 * server has taken the socket.
 *
 * http.Server reads a TLS socket natively, past JavaScript. A `data` listener makes Node give that up (it must, or the
 * listener would starve), and every decrypted chunk then goes through the public `push` of the stream, where it is
 * filtered. A Duplex around the socket would do the same at the price of a second stream per connection. Should a
 * later Node read natively all the same, the filter is merely without effect: the parser refuses what it always did.
 */
export function filterRequestHeads(socket: TLSSocket): void {
  const heads = new RequestHeads();
  const push = socket.push.bind(socket);
  const yielding = () => {};
  socket.on("data", yielding);
  socket.off("data", yielding);
  socket.push = (chunk: Buffer | null) => {
    if (chunk === null) {
      const held = heads.end();
      if (held.length > 0) push(held);
      return push(null);
    }
    const passed = heads.pass(chunk);
    return passed.length > 0 ? push(passed) : true;
  };
}
