import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { type ImportKind, type ImportState, importPhases, isOpen } from "#lib/imports/model.ts";
import { getImport, type ImportView } from "#lib/imports/queries.ts";
import { requestImport } from "#lib/imports/request.ts";
import { runImport } from "#lib/imports/run.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { env } from "#lib/platform/env.ts";
import { execute } from "#lib/platform/execute.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { appendToUpload } from "#lib/uploads/append.ts";
import { beginUpload } from "#lib/uploads/begin.ts";
import { finishUpload } from "#lib/uploads/finish.ts";
import { withClient } from "#server/postgres/connect.ts";
import { dump, openScratch, tool } from "./archives/dump.ts";
import { as, makeTenant, makeUser } from "./scopes.ts";

/** A clinic with a database of its own, as its administrator with the clinic's certificate, and a password just shown. */
export interface Clinic {
  readonly scope: Scope;
  /** The database in use, as the superuser. */
  readonly live: string;
}

/** @param adminUrl the superuser's, of the server that has the clinics' databases; @param sql what is in use before */
export async function openClinic(adminUrl: string, orcamoId: string, sql = usualSql("現行", 20)): Promise<Clinic> {
  const made = { ...(await makeTenant(orcamoId)), clock: systemClock };
  const { name, owner } = await ensureTenantDatabase(made);
  const live = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  await withClient(live, (client) => client.query(`SET ROLE "${owner}"; ${sql}`));
  const { id } = await makeUser(made, `admin${orcamoId}`);
  return { scope: administrator(made, id), live };
}

/** The same with another clock, or another person: a proof that is fresh, and the clinic's own certificate. */
export function administrator(scope: Scope, userId: string = randomUUID()): Scope {
  const person = as(scope, "administrator", new Date());
  const certificate = { id: randomUUID(), commonName: "client1", organization: scope.tenant.orcamoId, serial: "01" };
  const user = { ...(person.actor.user ?? assert.fail()), id: userId };
  return { ...person, clock: systemClock, actor: { ...person.actor, user, certificate } };
}

/** A clinic in small: rows with Japanese text, a view, a sequence, a large object. */
export function usualSql(name: string, rows: number): string {
  return `
    CREATE TABLE public.patients (id serial PRIMARY KEY, name text NOT NULL, note text);
    CREATE TABLE public.visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, patient int REFERENCES public.patients, day date);
    INSERT INTO public.patients (name, note) SELECT '${name} ' || n, md5(n::text) FROM generate_series(1, ${rows}) n;
    INSERT INTO public.visits (patient, day) SELECT 1 + n % ${rows}, date '2026-01-01' + n % 300 FROM generate_series(1, ${rows * 3}) n;
    CREATE INDEX visits_day ON public.visits (day);
    CREATE VIEW public.names AS SELECT id, name FROM public.patients;
    SELECT lo_from_bytea(4711, convert_to('${name}', 'UTF8'));`;
}

/** The archive that a clinic sends, of a database with such a content. @param args of pg_dump */
export async function archiveOf(sql: string, args: readonly string[] = []): Promise<Buffer> {
  await using scratch = await openScratch(sql);
  return await dump(scratch, args);
}

/** A whole and verified upload: begun by the person, brought without a session of theirs. @returns its id */
export async function putUpload(person: Scope, bytes: Buffer, fileName = "orca.dump"): Promise<string> {
  const id = randomUUID();
  const scope = { ...person, actor: { ...person.actor, standing: "system" } } as const;
  await beginUpload(scope, { id, fileName, size: bytes.length, atMost: bytes.length });
  await appendToUpload(scope, { id, offset: 0 }, Readable.from([bytes]));
  await finishUpload(scope, { id, sha256: createHash("sha256").update(bytes).digest("hex") });
  return id;
}

/** Asked for by the clinic's administrator, of a file that was just brought. @returns the import's id */
export async function askForImport(
  { scope }: Clinic,
  bytes: Buffer,
  kind: ImportKind = "live",
  more: object = {},
): Promise<string> {
  const uploadId = await putUpload(scope, bytes);
  const asked = { requestId: randomUUID(), uploadId, kind, tenantName: scope.tenant.name, ...more };
  return (await requestImport(scope, asked)).id;
}

/** Does the job, and again where it was handed back or a dead worker's lock was still there, as the queue would. */
export async function runToEnd(scope: Scope, id: string): Promise<ImportView> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    await runImport({ orcamoId: scope.tenant.orcamoId, id }, { signal: new AbortController().signal });
    const row = await getImport(scope, id);
    if (!isOpen(row.state)) return row;
  }
  return assert.fail("the import does not end");
}

/** Until the row shows a state, or one that comes after it: a phase of a small import may be over in milliseconds. */
export async function untilState(id: string, state: ImportState): Promise<void> {
  const order: readonly ImportState[] = [...importPhases, "done", "failed", "cancelled", "rolledBack"];
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(3)) {
    const row = await systemDb().databaseImport.findUniqueOrThrow({ where: { id }, select: { state: true } });
    if (order.indexOf(row.state) >= order.indexOf(state)) return;
  }
  assert.fail(`the import does not come to ${state}`);
}

/**
 * SHA-256 of everything in a database as pg_dump writes it, but for its remarks: equal for databases that no program could
 * tell apart.
 */
export async function contentOf(url: string): Promise<string> {
  const { args, env: settings } = toolConnection(url);
  const { code, output } = await execute(await tool("pg_dump"), ["--no-owner", "--no-privileges", ...args], { env: settings });
  assert.equal(code, 0, output.slice(0, 1000));
  return createHash("sha256")
    .update(output.replaceAll(/^(?:--.*|\\(?:un)?restrict .*|)\n/gm, ""))
    .digest("hex");
}

/** Staging databases, one-shot roles and job directories: of an import that is over there is none. */
export async function leftovers(adminUrl: string, id: string): Promise<string[]> {
  const bare = id.replaceAll("-", "");
  const found = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE $1 UNION ALL SELECT rolname FROM pg_roles WHERE rolname = $2`,
      [`%\\_i\\_${bare.slice(-12)}`, `imp_${bare}`],
    );
    return rows.map(({ name }) => name);
  });
  const jobs = path.join(env().dataDir, "jobs");
  return [...found, ...(existsSync(jobs) ? readdirSync(jobs).filter((name) => name.startsWith(id)) : [])];
}
