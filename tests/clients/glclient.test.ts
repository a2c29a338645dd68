import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { execute } from "#lib/platform/execute.ts";
import { attemptsOf, generationsOf, makeKeyAhead, openTerminal, type Renewal, type Terminal, terminalOf } from "./field.ts";
import { type FieldEdge, openFieldEdge } from "./field-edge.ts";
import { type FieldHouse, openFieldHouse } from "./house.ts";
import { glclient, glclientWithLogin } from "./requests.ts";
import { layOut, requireDone, runClient, type TerminalFiles, watchBytes } from "./run-client.ts";

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

/** What glclient2 sets in libcurl: nothing follows a redirect, no User-Agent, and a header of its own. */
function request({ authority, p12 }: TerminalFiles, { passphrase }: Terminal, uri: string, ...more: string[]): string[] {
  const headers = ["User-Agent:", "Accept: application/json", ...(more.includes("-d") ? ["Content-Type: application/json"] : [])];
  return [
    ...["-sS", "--cacert", authority, "--cert-type", "P12", "--cert", `${p12}:${passphrase}`],
    ...["--resolve", `localhost:${edge.port}:127.0.0.1`, "-w", "%{stderr}%{http_code} %{num_connects}\n"],
    ...[...headers, "Transfer-Encoding: identity"].flatMap((header) => ["-H", header]),
    ...more,
    uri,
  ];
}

describe("curl, set up as glclient2 sets up libcurl", () => {
  for (const [name, more, sent] of [
    ["TLS 1.2", ["--tls-max", "1.2"], glclient],
    ["TLS 1.3", ["--tlsv1.3"], glclient],
    ["a login for Basic", ["-u", "user:password"], glclientWithLogin],
  ] as const) {
    test(`renews on one connection: ${name}`, async () => {
      const old = await terminalOf(house.clinic);
      using files = await layOut(edge, old);
      await makeKeyAhead(house.database);
      const answer = path.join(files.directory, "answer.json");
      const post = (to: string) => request(files, old, `https://${edge.host}/api/cert`, ...more, "-d", "{}", "-o", to);
      assert.equal(requireDone(await runClient("curl", post(answer))), "200 1\n");
      const { uri, pass }: Renewal = JSON.parse(readFileSync(answer, "utf8"));

      const p12 = path.join(files.directory, "20261121000000.p12");
      const both = [...post(answer), "--next", ...request(files, old, uri, ...more, "-o", p12)];
      assert.equal(requireDone(await runClient("curl", both)), "200 1\n200 0\n");
      const renewed = openTerminal(old.number, readFileSync(p12), pass);
      assert.equal(renewed.certificate.subject, old.certificate.subject);
      assert.equal(connections.at(-1)?.text, sent.post(edge.host) + sent.get(uri));
      assert.ok((await generationsOf(old)).at(1)?.derivationEnvelope, "its key was made ahead");
      const [tlsVersion] = name.startsWith("TLS") ? [name.replace(" ", "v")] : ["TLSv1.3"];
      const attempts = (await attemptsOf(old)).map(({ result, tlsVersion, program }) => ({ result, tlsVersion, program }));
      assert.deepEqual(attempts, [
        { result: "renewed", tlsVersion, program: "" },
        { result: "repeated", tlsVersion, program: "" },
      ]);
    });
  }

  test("is told by which authority its certificate has to be: SunX509 picks a key by that", async () => {
    const { output } = await execute("openssl", ["s_client", "-connect", `127.0.0.1:${edge.port}`, "-tls1_2"]);
    assert.match(output, /Acceptable client certificate CA names\n.*CN = ca\n/);
  });

  test("reads 403 when it may not", async () => {
    const old = await terminalOf(house.clinic, { kind: "backup" });
    using files = await layOut(edge, old);
    const refused = request(files, old, `https://${edge.host}/api/cert`, "-d", "{}", "-o", "/dev/null");
    assert.equal(requireDone(await runClient("curl", refused)), "403 1\n");
  });
});
