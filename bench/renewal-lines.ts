import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { systemScope } from "#lib/access/system-scope.ts";
import { addPooledKey } from "#lib/authority/key-pool.ts";
import { makePooledKey } from "#lib/authority/pooled-key.ts";
import { makeFiles } from "#lib/certificates/open-pkcs12.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { connections } from "#lib/platform/connections.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import type { Clients } from "./renewal-clients.ts";

export type Holder = Clients["clients"][number];

const yearAgo = clockAt(new Date(Date.now() - 365 * 86_400_000));

/** One certificate for each of as many tenants. */
export async function issueToMany(count: number): Promise<Holder[]> {
  return (await inLanes(count, (at) => issueTo(orcamoIdOf(at + 1), 1))).flat();
}

/** So many in all, in equal parts. */
export async function issueToSome(tenants: number, count: number): Promise<Holder[]> {
  return (await inLanes(tenants, (at) => issueTo(orcamoIdOf(80_001 + at), count / tenants))).flat();
}

/** All of them to one tenant, whose log is one chain. */
export async function issueToOne(count: number): Promise<Holder[]> {
  return issueTo(orcamoIdOf(90_000), count);
}

/** As the worker does it in idle time. */
export async function fillPool(count: number): Promise<void> {
  await withClient(connections().system, async (client) => {
    for (let made = 0; made < count; made++) await addPooledKey(client, makePooledKey(), new Date());
  });
}

function orcamoIdOf(number: number): string {
  return `u${String(number).padStart(8, "0")}`;
}

async function issueTo(orcamoId: string, count: number): Promise<Holder[]> {
  await createTenant("bench", { orcamoId, name: orcamoId }, yearAgo);
  const scope = await systemScope(orcamoId, "bench", yearAgo);
  return inLanes(count, async () => {
    const request = { requestId: randomUUID(), kind: "client", count: 1, note: "bench" } as const;
    const [number = 0] = await requestCertificates(scope, request);
    const { pkcs12, password } = await makeFiles(scope, { number, encryption: "compatible" });
    return { pfx: pkcs12.bytes.toString("base64"), passphrase: password };
  });
}

async function inLanes<T>(count: number, run: (at: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const at = next++;
      made[at] = await run(at);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, lane));
  return made;
}
