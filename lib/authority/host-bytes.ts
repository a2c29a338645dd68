import { isIPv4, isIPv6 } from "node:net";

/** The 4 or 16 bytes of an IP address as subjectAltName takes them (RFC 5280 §4.2.1.6); undefined for a DNS name. */
export function hostBytes(host: string): Buffer | undefined {
  if (isIPv4(host)) return Buffer.from(host.split(".").map(Number));
  if (!isIPv6(host)) return undefined;
  // The URL parser writes any form (::ffff:127.0.0.1 too) as groups of hex digits with at most one "::".
  const [head = "", tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split("::");
  const before = groups(head);
  const after = groups(tail ?? "");
  const zeros = new Array<string>(8 - before.length - after.length).fill("0000");
  return Buffer.from([...before, ...zeros, ...after].join(""), "hex");
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":").map((group) => group.padStart(4, "0"));
}
