import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { exportLog } from "./export.ts";
import { recordAudit } from "./record.ts";
import { verifyScript } from "./verify-script.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let clinic: Scope;
let others: readonly Scope[];
let place: string;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  clinic = await house.makeTenant("u00000001");
  others = [await house.makeTenant("u00000002"), await house.makeTenant("v00000003"), await house.makeTenant("u00000004")];
  for (const text of ["日本語", `"\\ '$(id)' %s \`x\` <b>`, '{"hash":"00","entry":{}}', "  \u{1F600}  ", "line\nbreak"]) {
    await recordAudit(clinic, { action: "test:write", target: text, facts: { text, "n.before": null, "n.after": 0.1 } });
  }
  place = mkdtempSync(path.join(database.dataDir, "auditor-"));
  writeFileSync(path.join(place, "verify-log.sh"), verifyScript);
});

after(() => database.close());

async function exported(scope: Scope): Promise<string> {
  let text = "";
  for await (const part of await exportLog(scope)) text += part;
  return text;
}

function verify(text: string, ...more: string[]): { code: number | null; said: string } {
  writeFileSync(path.join(place, "log.jsonl"), text);
  const { status, stdout, stderr } = spawnSync("sh", ["verify-log.sh", "log.jsonl", ...more], { cwd: place, encoding: "utf8" });
  return { code: status, said: stdout + stderr };
}

test("before any checkpoint the chain verifies, and the script says that nobody has signed it", async () => {
  const { code, said } = verify(await exported(clinic));
  assert.equal(code, 1, said);
  assert.match(said, /OK: complete up to the head\nNG: no checkpoint/);
});

describe("with a checkpoint", () => {
  let text: string;
  let rows: string[];

  before(async () => {
    const { writeCheckpoint } = await import("./write-checkpoint.ts");
    await writeCheckpoint(new Date("2026-11-21T01:00:00Z"));
    await recordAudit(clinic, { action: "test:write", target: "after the checkpoint" });
    text = await exported(clinic);
    rows = text.trimEnd().split("\n");
  });

  test("the commands of the guide find the export whole", () => {
    const { code, said } = verify(text);
    assert.equal(code, 0, said);
    assert.match(said, /Verified OK/);
    assert.match(said, /OK: 2026-11-21T01:00:00.000Z: signed up to entry 7\n$/);
  });

  test("also with the key that the operator keeps outside", () => {
    const checkpoints = path.join(database.dataDir, "checkpoints");
    const pem = readdirSync(checkpoints).find((name) => name.endsWith(".pem")) ?? assert.fail();
    writeFileSync(path.join(place, "own.pem"), readFileSync(path.join(checkpoints, pem)));
    assert.equal(verify(text, "own.pem").code, 0);
    const made = spawnSync(
      "sh",
      ["-c", "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out strange.pem"],
      { cwd: place },
    );
    assert.equal(made.status, 0);
    assert.match(verify(text, "strange.pem").said, /NG: the signature does not fit/);
  });

  test("each other sh comes to the same", () => {
    for (const shell of ["dash", "bash", "busybox"]) {
      const args = shell === "busybox" ? ["sh", "verify-log.sh", "log.jsonl"] : ["verify-log.sh", "log.jsonl"];
      verify(text);
      const { status, error } = spawnSync(shell, args, { cwd: place });
      if (!error) assert.equal(status, 0, shell);
    }
  });

  const cut = (change: (lines: string[]) => void): string => {
    const lines = [...rows];
    change(lines);
    return `${lines.join("\n")}\n`;
  };
  const tampered: readonly [name: string, change: (lines: string[]) => void, said: RegExp][] = [
    ["an altered fact", (lines) => lines.splice(3, 1, (lines[3] ?? "").replace('"n.after":0.1', '"n.after":0.2')), /NG: altered/],
    [
      "an altered moment",
      (lines) => lines.splice(1, 1, (lines[1] ?? "").replace(/"at":"2026-04-10/, '"at":"2026-04-11')),
      /NG: altered/,
    ],
    ["a line in the middle taken away", (lines) => lines.splice(4, 1), /NG: altered/],
    ["the first line taken away", (lines) => lines.splice(1, 1), /NG: altered/],
    ["the last line taken away", (lines) => lines.splice(-3, 1), /NG: entries are missing at the end/],
    ["the last line made unreadable", (lines) => lines.splice(-3, 1, `x${lines.at(-3)}`), /NG: entries are missing at the end/],
    ["two lines exchanged", (lines) => lines.splice(2, 2, lines[3] ?? "", lines[2] ?? ""), /NG: altered/],
    ["the checkpoint taken away", (lines) => lines.splice(-1, 1, '{"checkpoint":null}'), /NG: no checkpoint/],
    [
      "another statement than the one that was signed",
      (lines) => lines.splice(-1, 1, (lines.at(-1) ?? "").replace(/"statement":"..../, '"statement":"AAAA')),
      /NG: the signature does not fit/,
    ],
  ];
  for (const [name, change, said] of tampered) {
    test(`${name}: it fails`, () => {
      const result = verify(cut(change));
      assert.equal(result.code, 1, result.said);
      assert.match(result.said, said);
    });
  }

  test("a log that was computed again in one piece fits itself, and not the checkpoint", async () => {
    const { chainHash, chainStart } = await import("./chain.ts");
    const entries = await clinic.db.auditEntry.findMany({ orderBy: { sequence: "asc" } });
    let previous: Uint8Array = chainStart;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    const { entryText } = await import("./chain.ts");
    const forged = entries.map((entry) => {
      const other = { ...entry, target: "forged" };
      const hash = chainHash(other, previous);
      const line = `{"previousHash":"${hex(previous)}","hash":"${hex(hash)}","entry":${entryText(other)}}`;
      previous = hash;
      return line;
    });
    const head = JSON.stringify({ head: { sequence: String(entries.length), hash: hex(previous) } });
    const { code, said } = verify(`${[rows[0], ...forged, head, rows.at(-1)].join("\n")}\n`);
    assert.equal(code, 1);
    assert.match(said, /OK: complete up to the head[\s\S]*NG: the checkpoint does not match/);
  });

  test("the proof of another organisation does not serve", async () => {
    const [other] = others;
    assert.ok(other);
    const foreign = (await exported(other)).trimEnd().split("\n").at(-1) ?? "";
    const { code, said } = verify(cut((lines) => lines.splice(-1, 1, foreign)));
    assert.equal(code, 1);
    assert.match(said, /NG: the checkpoint does not match/);
  });

  test("a leaf that was never signed does not lead to the root", () => {
    const hash = /"hash":"([0-9a-f]{64})","entry"/.exec(rows.at(-3) ?? "")?.[1];
    const forged = (rows.at(-1) ?? "").replace(/("leaf":"head \S+) \d+ [0-9a-f]{64}/, `$1 9 ${hash}`);
    const { code, said } = verify(cut((lines) => lines.splice(-1, 1, forged)));
    assert.equal(code, 1);
    assert.match(said, /NG: the checkpoint is not of this log/);
  });

  test("nothing in it tells of other organisations", () => {
    const statement = /"statement":"([^"]+)"/.exec(text)?.[1] ?? "";
    const everything = text + Buffer.from(statement, "base64").toString();
    for (const { tenant } of others) {
      for (const trace of [tenant.id, tenant.orcamoId, tenant.name]) assert.ok(!everything.includes(trace));
    }
  });

  test("is recorded before the first byte, and the export's own entry is in it", async () => {
    assert.match(rows.at(-3) ?? "", /"action":"audit:export"/);
    assert.equal(rows.length, 2 + Number(/"sequence":"(\d+)"/.exec(rows.at(-2) ?? "")?.[1]) + 1);
    const before = await clinic.db.auditEntry.count();
    await exportLog(clinic);
    assert.equal(await clinic.db.auditEntry.count(), before + 1);
  });
});

test("who may not read the log may not export it", async () => {
  for (const standing of ["general", "vendor", "entrustedServer", "entrustedGeneral"] as const) {
    await assert.rejects(exportLog(house.as(clinic, standing)), house.isCode("NOT_PERMITTED"));
  }
});
