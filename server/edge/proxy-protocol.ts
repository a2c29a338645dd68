/**
 * The binary header of PROXY protocol version 2 (haproxy.org, proxy-protocol.txt §2.2), that a TCP balancer puts before
 * the first byte of a connection to say who the visitor is.
 */
export const fixedLength = 16;

/** Type-length-values may follow the addresses; nobody needs more than this. */
const longestRest = 2048;
const signature = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);

/** @returns how many bytes follow the fixed part, or undefined when this is no such header. */
export function restLength(fixed: Buffer): number | undefined {
  if (fixed.length !== fixedLength || !fixed.subarray(0, 12).equals(signature)) return undefined;
  const command = fixed.readUInt8(12);
  const length = fixed.readUInt16BE(14);
  return (command === 0x20 || command === 0x21) && length <= longestRest ? length : undefined;
}

/**
 * @returns the visitor's address; "local" for the balancer's own health check; undefined when the header names no
 * TCP address (UDP, Unix sockets and truncated ones: a connection that cannot be attributed is closed).
 */
export function visitorAddress(fixed: Buffer, rest: Buffer): string | "local" | undefined {
  if (fixed.readUInt8(12) === 0x20) return "local";
  const family = fixed.readUInt8(13);
  if (family === 0x11 && rest.length >= 12) return [...rest.subarray(0, 4)].join(".");
  if (family === 0x21 && rest.length >= 36) return plainAddress(ipv6(rest.subarray(0, 16)));
  return undefined;
}

/** An IPv4 visitor on an IPv6 socket is `::ffff:192.0.2.1`: written as people and lists know it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  const written = new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.test(written);
  return mapped ? `::ffff:${[...bytes.subarray(12)].join(".")}` : written;
}
