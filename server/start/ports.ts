import { createServer } from "node:net";
import { StartFailure } from "./failure.ts";

/** Asked before minutes of installing and building, so that the answer comes at once. @throws StartFailure */
export async function requireFreePorts(host: string, ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [setting, port] of Object.entries(ports)) {
    const code = await tryToListen(host, port);
    if (code) throw portFailure(code, setting, port, host);
  }
}

function portFailure(code: string, setting: string, port: number, host: string): StartFailure {
  if (code === "EADDRINUSE")
    return new StartFailure(`Port ${port} is in use: stop the program that uses it, or set ${setting} to another.`);
  if (code === "EACCES") return new StartFailure(`This user may not open port ${port}: set ${setting} to one above 1023.`);
  return new StartFailure(`${host} port ${port} cannot be opened (${code}): correct PORTAL_BIND or ${setting}.`);
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}
