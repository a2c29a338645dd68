import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { inOffice } from "#lib/access/office.ts";
import { systemScope } from "#lib/access/system-scope.ts";
import { recordAudit } from "#lib/audit/record.ts";
import { env } from "#lib/platform/env.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { readRecord } from "#server/postgres/record.ts";

/** Where `portal postgres tls-config` wrote, for the worker to keep it up to date. */
export interface TlsPlace {
  /** Has PostgreSQL's configuration files; undefined: the private cluster's own directory, wherever it is. */
  readonly directory?: string | undefined;
  /** What its server certificate is made out to; none when it has one of its own. */
  readonly hosts: readonly string[];
}

const shape = z.object({ directory: z.string().optional(), hosts: z.array(z.string()) });
const key = "tenant-server-tls";

export async function findTlsPlace(): Promise<TlsPlace | undefined> {
  const row = await systemDb().setting.findUnique({ where: { key } });
  return shape.safeParse(row?.value).data;
}

/** With an entry in the operator's log. A portal without an operator keeps the place alone. */
export async function rememberTlsPlace(place: TlsPlace, now: Date): Promise<void> {
  const operator = await systemDb().tenant.findFirst({ where: { kind: "operator" }, orderBy: { createdAt: "asc" } });
  if (!operator) return keep(systemDb(), place, now);
  await inOffice(await systemScope(operator.orcamoId, "command line"), async (inner) => {
    await keep(inner.office, place, now);
    const target = place.hosts.join(", ") || place.directory || "";
    await recordAudit(inner, { action: "portal:open-databases", target, facts: {} });
  });
}

async function keep(db: Pick<ReturnType<typeof systemDb>, "setting">, place: TlsPlace, changedAt: Date): Promise<void> {
  const value = shape.parse(place);
  await db.setting.upsert({ where: { key }, create: { key, value, changedAt }, update: { value, changedAt } });
}

/** @throws Error with what to do when it is not on this machine */
export function directoryOf({ directory }: TlsPlace): string {
  const found = directory ?? readRecord(env().dataDir)?.directory;
  if (!found) throw new Error("There is no private PostgreSQL in this data directory: name the directory of yours by --out.");
  if (!path.isAbsolute(found) || !existsSync(found)) throw new Error(`${found} is not a directory of this machine.`);
  return found;
}
