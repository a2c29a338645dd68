import { BlockList, isIP, type Socket } from "node:net";
import { limits } from "./limits.ts";
import { fixedLength, plainAddress, restLength, visitorAddress } from "./proxy-protocol.ts";

/** @throws Error naming the setting when an entry is no address and no CIDR range. */
export function balancerList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const prefix = Number(bits ?? (family === "ipv6" ? 128 : 32));
    if (isIP(address) === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > (family === "ipv6" ? 128 : 32)) {
      throw new Error(`Setting PORTAL_PROXY_FROM: "${entry}" is not an address or a range such as 10.0.0.0/8.`);
    }
    list.addSubnet(address, prefix, family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/**
 * Reads the PROXY header that a listed balancer must send and leaves what follows in the socket for TLS.
 * @returns the visitor's address, or undefined (late, malformed, closed): then nothing may be answered.
 */
export async function readVisitor(socket: Socket): Promise<string | undefined> {
  const late = setTimeout(() => socket.destroy(), limits.proxyHeader);
  try {
    const fixed = await readExactly(socket, fixedLength);
    const length = fixed && restLength(fixed);
    if (!fixed || length === undefined) return undefined;
    const rest = length === 0 ? Buffer.alloc(0) : await readExactly(socket, length);
    const visitor = rest && visitorAddress(fixed, rest);
    return visitor === "local" ? plainAddress(socket.remoteAddress ?? "") : visitor;
  } finally {
    clearTimeout(late);
  }
}

function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const take = () => {
      const bytes: Buffer | null = socket.readableLength >= length ? socket.read(length) : null;
      if (bytes) done(bytes);
      else socket.read(0);
    };
    const gone = () => done(undefined);
    const done = (bytes: Buffer | undefined) => {
      socket.off("readable", take).off("end", gone).off("close", gone).off("error", gone);
      resolve(bytes?.length === length ? bytes : undefined);
    };
    socket.on("readable", take).on("end", gone).on("close", gone).on("error", gone);
    take();
  });
}
