import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/**
 * SHA-256 of a file, hexadecimal, while the page stays usable: the browser's own is not able to take a file in parts, and
 * one of 50 GB fits in no memory. On the page's own thread, in steps of some milliseconds: a worker's script would have to
 * pass the policy of the page, which trusts by nonce.
 * @throws DOMException NotReadableError when the file was changed or taken away meanwhile; AbortError
 */
export async function hashFile(file: Blob, signal?: AbortSignal): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += readBytes) {
    const part = new Uint8Array(await file.slice(at, at + readBytes).arrayBuffer());
    for (let step = 0; step < part.length; step += stepBytes) {
      hash.update(part.subarray(step, step + stepBytes));
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  return bytesToHex(hash.digest());
}

const readBytes = 8 * 1024 * 1024;
const stepBytes = 512 * 1024;

/** Not a timer: browsers hold those back to four milliseconds, and in the background to a second. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
