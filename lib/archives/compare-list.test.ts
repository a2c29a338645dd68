import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { execute } from "#lib/platform/execute.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { withClient } from "#server/postgres/connect.ts";
import { badArchives } from "#tests/archives/bad.ts";
import { acceptedSummary, checkBytes } from "#tests/archives/check-bytes.ts";
import { dump, openRichScratch, openScratch, tool } from "#tests/archives/dump.ts";
import { tableOf, writeArchive } from "#tests/archives/write.ts";
import { disagreement } from "./compare-list.ts";
import type { ArchiveSummary } from "./model.ts";

const home = mkdtempSync(path.join(tmpdir(), "compare-"));
let archive: Buffer;
let summary: ArchiveSummary;
let listed: string;

before(async () => {
  await using scratch = await openRichScratch();
  archive = await dump(scratch);
  summary = await acceptedSummary(archive);
  listed = await list(archive);
});
after(() => rmSync(home, { recursive: true }));

describe("the real pg_restore --list", () => {
  test("agrees, with and without the restore list", async () => {
    assert.equal(disagreement(listed, summary), undefined);
    writeFileSync(path.join(home, "list"), summary.restoreList);
    assert.equal(disagreement(await list(archive, [`--use-list=${path.join(home, "list")}`]), summary), undefined);
  });

  test("agrees on written archives of each version and on hostile names", async () => {
    for (const minor of [10, 11, 12, 13, 14]) {
      const written = writeArchive({ minor, entries: tableOf("t", "1\ta\n") });
      assert.equal(disagreement(await list(written), await acceptedSummary(written)), undefined, `1.${minor}`);
    }
    for (const { name, bytes } of badArchives) {
      const verdict = await checkBytes(await bytes());
      if (verdict.accepted) assert.equal(disagreement(await list(await bytes()), verdict.summary), undefined, name);
    }
  });

  test("differs when anything is different", () => {
    for (const [from, to] of [
      [/TOC Entries: (\d+)/, "TOC Entries: 1$1"],
      ["Dump Version: 1.14", "Dump Version: 1.13"],
      ["Format: CUSTOM", "Format: TAR"],
      ["database version: 15", "database version: 14"],
      ["pg_dump version: 15", "pg_dump version: 14"],
      [/^\d+; \d+ \d+ INDEX .*\n/m, ""],
      [/^(\d+; \d+ \d+) INDEX /m, "$1 TRIGGER "],
      [/^(\d+)(; \d+ \d+ INDEX )/m, "99999$2"],
      [/^(\d+; .*)\n(\d+; .*)\n/m, "$2\n$1\n"],
    ] as const) {
      const other = listed.replace(from, to);
      assert.notEqual(other, listed, String(from));
      assert.equal(disagreement(other, summary), "ARCHIVE_SECOND_OPINION", String(from));
    }
    assert.equal(disagreement("", summary), "ARCHIVE_SECOND_OPINION");
  });
});

test("pg_restore restores what the list names, and the rows are those that were counted", async () => {
  await using target = await openScratch("");
  const files = { archive: path.join(home, "orca.dump"), list: path.join(home, "list") };
  writeFileSync(files.archive, archive);
  writeFileSync(files.list, summary.restoreList);
  const { args, env } = toolConnection(target.url);
  const options = ["-w", "-O", "-x", "-e", "-j2", `--use-list=${files.list}`, files.archive];
  const { code, output } = await execute(await tool("pg_restore"), [...args, ...options], { env });
  assert.equal(code, 0, output);
  await withClient(target.url, async (client) => {
    for (const { schema, name, rows } of summary.tables) {
      const table = [schema, name].map((part) => client.escapeIdentifier(part)).join(".");
      const found = await client.query<{ count: string }>(`SELECT count(*) FROM ONLY ${table}`);
      assert.equal(Number(found.rows[0]?.count), rows, table);
    }
    const objects = await client.query("SELECT FROM pg_largeobject_metadata");
    assert.equal(objects.rowCount, summary.largeObjects.count);
  });
});

async function list(bytes: Buffer, options: readonly string[] = []): Promise<string> {
  const file = path.join(home, "listed.dump");
  writeFileSync(file, bytes);
  const { code, output } = await execute(await tool("pg_restore"), ["--list", ...options, file]);
  assert.equal(code, 0, output);
  return output;
}
