import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execute, type Outcome } from "#lib/platform/execute.ts";
import { RawTls } from "#tests/raw-tls.ts";
import type { Terminal } from "./field.ts";
import type { FieldEdge } from "./field-edge.ts";

/** A terminal's directory as the clients have it: ca.crt from the portal, the p12 and its password. Gone with the test. */
export interface TerminalFiles extends Disposable {
  readonly directory: string;
  readonly authority: string;
  readonly p12: string;
  readonly password: string;
}

export async function layOut(edge: FieldEdge, { pfx, passphrase }: Terminal): Promise<TerminalFiles> {
  const directory = mkdtempSync(path.join(tmpdir(), "terminal-"));
  const place = (name: string, content: Uint8Array | string) => {
    const file = path.join(directory, name);
    writeFileSync(file, content);
    return file;
  };
  using connection = await RawTls.open(edge.port);
  await connection.send(`GET /ca.crt HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n`);
  return {
    directory,
    authority: place("ca.crt", (await connection.answer()).body),
    p12: place("20250101000000.p12", pfx),
    password: place("20250101000000.pass", passphrase),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** @throws Error naming the Debian package when this machine has no such program: a client that is not tried proves nothing */
export async function runClient(program: "java" | "curl", args: readonly string[]): Promise<Outcome> {
  const found = await execute("/bin/sh", ["-c", 'command -v "$1"', "sh", program]);
  if (found.code !== 0) {
    throw new Error(
      `This test needs ${program}. On Debian: apt-get install ${{ java: "default-jre-headless", curl: "curl" }[program]}`,
    );
  }
  return execute(program, [...args]);
}

/** What each connection to the edge sends from now on, before anything of the edge has touched it. */
export function watchBytes({ server }: FieldEdge): readonly { text: string }[] {
  const connections: { text: string }[] = [];
  server.on("secureConnection", (socket) => {
    const seen = { text: "" };
    connections.push(seen);
    const push = socket.push.bind(socket);
    socket.push = (chunk: Buffer | null) => {
      seen.text += chunk?.toString("latin1") ?? "";
      return push(chunk);
    };
  });
  return connections;
}

/** @throws AssertionError with all that the client said */
export function requireDone({ code, output }: Outcome): string {
  assert.equal(code, 0, output);
  return output;
}
