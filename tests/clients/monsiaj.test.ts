import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { packageRoot } from "#server/start/package-root.ts";
import { attemptsOf, generationsOf, makeKeyAhead, openTerminal, type Terminal, terminalOf } from "./field.ts";
import { type FieldEdge, openFieldEdge } from "./field-edge.ts";
import { type FieldHouse, openFieldHouse } from "./house.ts";
import { monsiaj, olderMonsiaj } from "./requests.ts";
import { layOut, requireDone, runClient, type TerminalFiles, watchBytes } from "./run-client.ts";

const program = path.join(packageRoot, "tests/clients/Monsiaj.java");

let house: FieldHouse;
let edge: FieldEdge;
let connections: readonly { text: string }[];

before(async () => {
  house = await openFieldHouse(10);
  edge = await openFieldEdge();
  connections = watchBytes(edge);
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

/** @param more "older" for the client that sends an empty body */
function run({ directory, authority, p12, password }: TerminalFiles, ...more: string[]) {
  const host = edge.authHost.replace(/:\d+$/, "");
  const files = [authority, p12, password, path.join(directory, "certificates")];
  return runClient("java", [program, `https://${edge.host}/rpc/`, host, ...files, ...more]);
}

describe("a Java program that does what monsiaj does", () => {
  for (const [name, more, sent] of [
    ["renews, reads the new file, goes on with the old one and starts again with the new one", [], monsiaj],
    ["does so in the older way, with an empty body", ["older"], olderMonsiaj],
  ] as const) {
    test(name, async () => {
      const old = await terminalOf(house.clinic);
      using files = await layOut(edge, old);
      await makeKeyAhead(house.database);
      const first = connections.length;
      const said = requireDone(await run(files, ...more));
      const [saved = ""] = /(?<=^saved )\d{14}$/m.exec(said) ?? [];
      const renewed = opened(old, path.join(files.directory, "certificates", saved));
      assert.deepEqual(said.trim().split("\n").slice(-5), [
        `old ${lineOf(old)}`,
        `new ${lineOf(renewed)}`,
        `saved ${saved}`,
        "old again",
        "new taken",
      ]);
      const [post, get] = [sent.post(edge.authHost), sent.get(`https://${edge.authHost}/api/cert/x`)];
      // Java keeps a connection as long as the certificate is the same.
      assert.deepEqual(
        connections.slice(first).map(plain),
        [post + get + post, get].map((text) => plain({ text })),
      );
      assert.ok((await generationsOf(old)).at(1)?.derivationEnvelope, "its key was made ahead");
      const attempts = await attemptsOf(old);
      assert.deepEqual(
        attempts.map(({ result, tlsVersion, program }) => [result, tlsVersion, program.split("/")[0]]),
        [
          ["renewed", "TLSv1.2", "Java"],
          ["repeated", "TLSv1.2", "Java"],
        ],
      );
    });
  }

  test("is told plainly when it may not, and saves nothing", async () => {
    using files = await layOut(edge, await terminalOf(house.clinic, { left: 300 }));
    const { code, output } = await run(files);
    assert.equal(code, 1);
    assert.match(output, /POST was answered with 403/);
    assert.ok(!readdirSync(files.directory).includes("certificates"));
  });
});

/** As the client has saved it: the password without a line's end. */
function opened({ number }: Terminal, name: string): Terminal {
  return openTerminal(number, readFileSync(`${name}.p12`), readFileSync(`${name}.pass`, "utf8"));
}

/** Alias, subject, serial number and end, as Java reads them. */
function lineOf({ number, certificate }: Terminal): string {
  const subject = certificate.subject.split("\n").reverse().join(",");
  const serial = certificate.serialNumber.toLowerCase().replace(/^0+/, "");
  return `client${number} ${subject} ${serial} ${certificate.validToDate.getTime()}`;
}

/** Whatever Java's version and the token are: the requests that other tests are made of are those that Java sends. */
function plain({ text }: { text: string }): string {
  return text.replace(/Java\/[\w.]+/g, "Java/x").replace(/\/api\/cert\/\S+/g, "/api/cert/x");
}
