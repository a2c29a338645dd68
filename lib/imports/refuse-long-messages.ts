import type { Client } from "pg";

const empty = Buffer.alloc(0);

/**
 * Breaks a connection on which the server begins a message longer than `most` bytes, such as one row of COPY: the driver would
 * gather it whole in memory. Call it while nothing is under way.
 */
export function refuseLongMessages(client: Client, most: number): void {
  const { stream } = client.connection;
  let left = 0;
  let head: Buffer = empty;
  stream.on("data", (chunk: Buffer) => {
    const bytes = head.length > 0 ? Buffer.concat([head, chunk]) : chunk;
    head = empty;
    for (let at = 0; at < bytes.length; ) {
      const passed = Math.min(left, bytes.length - at);
      at += passed;
      left -= passed;
      if (left > 0 || at === bytes.length) return;
      if (bytes.length - at < headBytes) {
        head = Buffer.from(bytes.subarray(at));
        return;
      }
      // The length counts itself, and not the byte before it that names the kind.
      left = bytes.readUInt32BE(at + 1) + 1;
      if (left > most) {
        stream.destroy(new Error(`The server sends ${left} bytes in one message.`));
        return;
      }
    }
  });
}

const headBytes = 5;
