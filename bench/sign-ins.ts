import { rmSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { systemScope } from "#lib/access/system-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { connections } from "#lib/platform/connections.ts";
import { closeDb } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { formatDate } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { ensureKeyEncryptionKey } from "#lib/platform/secrets.ts";
import { closeSystemDb } from "#lib/platform/system-db.ts";
import { exportSignIns } from "#lib/sign-ins/export.ts";
import { signInFilterInput, signInListInput } from "#lib/sign-ins/inputs.ts";
import { listSignIns } from "#lib/sign-ins/queries.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { prepareDatabase } from "#server/start/database.ts";
import { type Figure, median, type Section } from "./figures.ts";
import { measureInserts } from "./sign-in-inserts.ts";
import { kinds, makeRows, years } from "./sign-in-rows.ts";

/**
 * ログイン履歴 of a tenant with many rows beside one with a hundredth of them, in one table with the rows of others: the
 * same question to each in turns. On a PostgreSQL of its own, as the portal starts it.
 * @param rows of the large tenant
 */
export async function measureSignIns(rows: number, say: (line: string) => void): Promise<Section[]> {
  const { dataDir } = env();
  rmSync(dataDir, { recursive: true, force: true });
  await using running = new AsyncDisposableStack();
  running.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  await prepareDatabase(env(), running, say);
  running.defer(async () => void (await Promise.all([closeDb(), closeSystemDb()])));
  ensureKeyEncryptionKey();
  const scopes = await makeTenants(22);
  const [large, small] = scopes as [Scope, Scope];
  const hundredth = Math.ceil(rows / 100);
  say(`Making ${rows + hundredth * 21} rows`);
  const tenants = scopes.map(({ tenant }, at) => ({ id: tenant.id, rows: at === 0 ? rows : hundredth }));
  const { owner, system } = connections();
  await withClient(owner, (first) => withClient(system, (second) => makeRows(first, second, tenants)));
  say("Reading");
  const reads = await measureReads(large, small);
  say("Writing");
  const writes = await withClient(owner, (client) => measureInserts(client, large.tenant.id));
  return [
    {
      title: `ログイン履歴: ${rows} rows against ${hundredth}, five years, in a table of ${rows + hundredth * 21}`,
      figures: reads,
    },
    { title: "Recording a sign-in beside a bare INSERT into a table without indexes, 8 at once, in turns", figures: writes },
  ];
}

async function makeTenants(count: number): Promise<Scope[]> {
  const scopes: Scope[] = [];
  for (let number = 1; number <= count; number++) {
    const orcamoId = `u${String(number).padStart(8, "0")}`;
    await createTenant("bench", { orcamoId, name: orcamoId }, systemClock);
    scopes.push(await systemScope(orcamoId, "bench"));
  }
  return scopes;
}

const turns = 60;

async function measureReads(large: Scope, small: Scope): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, ask] of questions()) {
    const times = { large: [] as number[], small: [] as number[] };
    for (let turn = -5; turn < turns; turn++) {
      for (const [size, scope] of [
        ["large", large],
        ["small", small],
      ] as const) {
        const began = performance.now();
        await ask(scope, turn);
        if (turn >= 0) times[size].push(performance.now() - began);
      }
    }
    const [of, against] = [median(times.large), median(times.small)];
    figures.push({ name: `${name}, median`, value: of, unit: "ms" });
    figures.push({
      name: `${name}, against a hundredth of the rows`,
      value: of / against,
      unit: "times",
      target: { atMost: 1.5 },
    });
  }
  return figures;
}

type Question = (scope: Scope, turn: number) => Promise<unknown>;

/** Another user, address, certificate and moment at each turn. */
function questions(): readonly (readonly [string, Question])[] {
  const one = (turn: number) => (turn + kinds) % kinds;
  const ago = (turn: number, span = years) => new Date(Date.now() - ((one(turn) + 1) / (kinds + 2)) * span * 365 * 86_400_000);
  const page = (query: (turn: number) => Record<string, string>): Question => {
    return (scope, turn) => listSignIns(scope, signInListInput.parse(query(turn)));
  };
  const month = (turn: number) => ({
    from: formatDate(ago(turn)),
    to: formatDate(new Date(ago(turn).getTime() + 30 * 86_400_000)),
  });
  const place = (turn: number) => ({ at: ago(turn).toISOString(), id: "7fffffff-ffff-4fff-bfff-ffffffffffff" });
  return [
    ["first page", page(() => ({}))],
    ["failures", page(() => ({ result: "failure" }))],
    ["successes", page(() => ({ result: "success" }))],
    ["one login ID", page((turn) => ({ loginId: `user${one(turn)}` }))],
    ["a login ID without rows", page(() => ({ loginId: "nobody" }))],
    ["one certificate", page((turn) => ({ certificate: `client${one(turn)}` }))],
    ["one serial number", page((turn) => ({ certificate: String(one(turn)).padStart(32, "1a2b3c4d") }))],
    ["one address", page((turn) => ({ address: `192.0.2.${one(turn)}` }))],
    ["one month", page(month)],
    ["one month, one login ID", page((turn) => ({ ...month(turn), loginId: `user${one(turn)}` }))],
    ["one month, failures", page((turn) => ({ ...month(turn), result: "failure" }))],
    ["one month, one certificate", page((turn) => ({ ...month(turn), certificate: `client${one(turn)}` }))],
    ["one month, one address", page((turn) => ({ ...month(turn), address: `192.0.2.${one(turn)}` }))],
    ["a deep page", page(place)],
    ["a deep page, back", page((turn) => ({ ...place(turn), turn: "back" }))],
    ["a deep page of one login ID", page((turn) => ({ ...place(turn), loginId: `user${one(turn)}` }))],
    ["CSV, first byte", (scope) => firstPiece(scope, {})],
    ["CSV of one login ID, first byte", (scope, turn) => firstPiece(scope, { loginId: `user${one(turn)}` })],
  ];
}

async function firstPiece(scope: Scope, query: Record<string, string>): Promise<void> {
  for await (const _ of await exportSignIns(scope, signInFilterInput.parse(query))) return;
}
