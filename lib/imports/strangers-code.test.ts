import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { tableOf, type WrittenEntry, writeArchive } from "#tests/archives/write.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { type Clinic, openClinic, putUpload, runToEnd } from "#tests/imports.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { readImportLog } from "./queries.ts";
import { requestImport } from "./request.ts";

let database: TestDatabase;
let clinic: Clinic;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = await openClinic(database.adminUrl, "u00000452");
});
after(async () => {
  await stopJobSender();
  await database.close();
});

/** Fails for everybody but the one-shot role. */
const witness: WrittenEntry = {
  desc: "FUNCTION",
  tag: "witness(integer)",
  definition: `CREATE FUNCTION public.witness(n integer) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN
      IF current_user !~ '^imp_' THEN RAISE EXCEPTION 'an archive''s function runs as %', current_user; END IF;
      RETURN n;
    END $$;\n`,
};

/** Fits better than PostgreSQL's own for whoever has the schema public in his search path. */
function likeItsOwn(operator: string, left: string, right: string, result: string): WrittenEntry[] {
  const name = `${left}_${right}_${result}`;
  const made = `CREATE FUNCTION public.${name}(a ${left}, b ${right}) RETURNS ${result}
    LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.witness(1); RETURN NULL; END $$;\n`;
  const means = `FUNCTION = public.${name}, LEFTARG = ${left}, RIGHTARG = ${right}`;
  return [
    { desc: "FUNCTION", tag: name, definition: made },
    { desc: "OPERATOR", tag: operator, definition: `CREATE OPERATOR public.${operator} (${means});\n` },
  ];
}

/** Where the server itself calls it, of whoever plans a query, gathers statistics or writes a row. */
const traps: readonly WrittenEntry[] = [
  witness,
  ...likeItsOwn("!~~", "name", "name", "boolean"),
  ...likeItsOwn("||", "name", "name", "text"),
  ...likeItsOwn("*", "integer", "numeric", "numeric"),
  { desc: "DOMAIN", tag: "d", definition: "CREATE DOMAIN public.d AS integer CHECK ((VALUE >= public.witness(0)));\n" },
  ...tableOf("t", "1\ta\n2\tb\n", "id public.d CHECK (id >= public.witness(0)), note text DEFAULT public.witness(1)"),
  ...tableOf("generated", "1\n", "id integer").map((entry) =>
    entry.desc === "TABLE"
      ? {
          ...entry,
          definition:
            "CREATE TABLE public.generated (twice integer GENERATED ALWAYS AS ((id * public.witness(2))) STORED, id integer);\n",
        }
      : entry,
  ),
  {
    desc: "TABLE",
    tag: "parts",
    definition: "CREATE TABLE public.parts (id integer) PARTITION BY RANGE (((id + public.witness(1))));\n",
  },
  ...tableOf("part", "5\n", "id integer"),
  {
    desc: "TABLE ATTACH",
    tag: "part",
    definition: "ALTER TABLE ONLY public.parts ATTACH PARTITION public.part FOR VALUES FROM (0) TO (100);\n",
  },
  { desc: "VIEW", tag: "v", definition: "CREATE VIEW public.v AS\n SELECT public.witness(1) AS a;\n" },
  { desc: "INDEX", tag: "i", definition: "CREATE INDEX i ON public.t USING btree (((id + public.witness(1))));\n" },
  { desc: "INDEX", tag: "w", definition: "CREATE INDEX w ON public.t USING btree (id) WHERE (id > public.witness(1));\n" },
  {
    ...{ desc: "STATISTICS", tag: "s", section: 4 },
    definition: "CREATE STATISTICS public.s ON ((id + public.witness(1))), note FROM public.t;\n",
  },
];

test("what an archive brought is run by nobody but the role that restores it, also when the next one comes", async () => {
  const bytes = writeArchive({ entries: traps });
  const { scope } = clinic;
  for (const kind of ["test", "live", "live"] as const) {
    const uploadId = await putUpload(scope, bytes);
    const { id } = await requestImport(scope, { requestId: randomUUID(), uploadId, kind, tenantName: scope.tenant.name });
    const ended = await runToEnd(scope, id);
    assert.equal(ended.state, "done", `${ended.sentence}\n${(await readImportLog(scope, id)).text}`);
    assert.equal(ended.report?.differences, 0);
  }
});
