import { createWriteStream, readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

/**
 * `cat` behind TLS: what comes is written to a file, and nothing else is done. A process of its own, as the portal
 * is one; it answers how long it has computed so far, in milliseconds. */
const [, , certificate = "", key = "", place = ""] = process.argv;
const server = createServer(
  { cert: readFileSync(certificate), key: readFileSync(key), requestTimeout: 0, ALPNProtocols: ["http/1.1"] },
  async (request, response) => {
    await pipeline(request, createWriteStream(place));
    const { user, system } = process.cpuUsage();
    response.end(String((user + system) / 1000));
  },
);
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
