import { derivationBinding, keyBinding, passwordBinding } from "#lib/authority/certificate-bindings.ts";
import { checkpointBinding } from "#lib/authority/checkpoint-key.ts";
import { pool } from "#lib/authority/pooled-key.ts";
import { serverKeyBinding } from "#lib/authority/server-certificate.ts";
import { authorityBinding } from "#lib/authority/signer.ts";
import { totpBinding } from "#lib/codes/totp.ts";
import { handOutBinding } from "#lib/hand-outs/make.ts";
import { EnvelopeError, isStale, rewrap } from "#lib/platform/secrets.ts";
import { systemDb } from "#lib/platform/system-db.ts";

/** Wraps every envelope of the database by the current key. Done again it finds its work done. @returns how many, by name */
export async function rewrapEverything(): Promise<Record<string, number>> {
  return {
    authorities: await authorities(),
    "server certificates": await servers(),
    certificates: await certificates(),
    "keys made ahead": await pooledKeys(),
    "checkpoint keys": await checkpointKeys(),
    "third factors": await thirdFactors(),
    "hand-outs": await handOuts(),
    uploads: await uploads(),
    dumps: await dumps(),
  };
}

async function authorities(): Promise<number> {
  const rows = await systemDb().authority.findMany({ select: { id: true, keyEnvelope: true } });
  for (const { id, keyEnvelope } of rows) {
    const data = { keyEnvelope: rewrap(keyEnvelope, authorityBinding(id)) };
    await systemDb().authority.update({ where: { id }, data });
  }
  return rows.length;
}

async function servers(): Promise<number> {
  const rows = await systemDb().serverCertificate.findMany({ select: { id: true, keyEnvelope: true } });
  for (const { id, keyEnvelope } of rows) {
    const data = { keyEnvelope: rewrap(keyEnvelope, serverKeyBinding(id)) };
    await systemDb().serverCertificate.update({ where: { id }, data });
  }
  return rows.length;
}

async function checkpointKeys(): Promise<number> {
  const rows = await systemDb().checkpointKey.findMany({ select: { id: true, keyEnvelope: true } });
  for (const { id, keyEnvelope } of rows) {
    const data = { keyEnvelope: rewrap(keyEnvelope, checkpointBinding(id)) };
    await systemDb().checkpointKey.update({ where: { id }, data });
  }
  return rows.length;
}

const batch = 500;

/** In batches by id: a million of them fit in no memory, and those added meanwhile are met or sealed newly. */
async function certificates(): Promise<number> {
  const select = { id: true, tenantId: true, keyEnvelope: true, passwordEnvelope: true, derivationEnvelope: true } as const;
  let done = 0;
  for (let last: string | undefined; ; ) {
    const after = last ? { id: { gt: last } } : {};
    const rows = await systemDb().certificate.findMany({
      where: { ...after, keyEnvelope: { not: null } },
      orderBy: { id: "asc" },
      take: batch,
      select,
    });
    const changes = rows.flatMap(({ id, tenantId, ...envelopes }) => {
      const data = rewrapSecrets(envelopes, tenantId, id);
      return data ? [systemDb().certificate.update({ where: { id }, data, select: { id: true } })] : [];
    });
    await systemDb().$transaction(changes);
    done += changes.length;
    last = rows.at(-1)?.id;
    if (rows.length < batch) return done;
  }
}

/** Likewise. One that is taken meanwhile is sealed newly by its taker; one that does not open is of no use to anybody. */
async function pooledKeys(): Promise<number> {
  const select = { id: true, keyEnvelope: true, passwordEnvelope: true, derivationEnvelope: true } as const;
  let done = 0;
  for (let last: string | undefined; ; ) {
    const after = last ? { id: { gt: last } } : {};
    const rows = await systemDb().pooledKey.findMany({ where: after, orderBy: { id: "asc" }, take: batch, select });
    for (const { id, ...envelopes } of rows) {
      try {
        const data = rewrapSecrets(envelopes, pool, id);
        if (data) done += (await systemDb().pooledKey.updateMany({ where: { id }, data })).count;
      } catch (error) {
        if (!(error instanceof EnvelopeError)) throw error;
        await systemDb().pooledKey.deleteMany({ where: { id } });
      }
    }
    last = rows.at(-1)?.id;
    if (rows.length < batch) return done;
  }
}

type Secrets = Readonly<Record<"keyEnvelope" | "passwordEnvelope" | "derivationEnvelope", Uint8Array | null>>;

/** @returns undefined when none of them is stale */
function rewrapSecrets({ keyEnvelope, passwordEnvelope, derivationEnvelope }: Secrets, tenant: string, row: string) {
  const all = [keyEnvelope, passwordEnvelope, derivationEnvelope];
  if (!all.some((envelope) => envelope && isStale(envelope))) return undefined;
  return {
    ...(keyEnvelope && { keyEnvelope: rewrap(keyEnvelope, keyBinding(tenant, row)) }),
    ...(passwordEnvelope && { passwordEnvelope: rewrap(passwordEnvelope, passwordBinding(tenant, row)) }),
    ...(derivationEnvelope && { derivationEnvelope: rewrap(derivationEnvelope, derivationBinding(tenant, row)) }),
  };
}

/** Only over the envelope that was read: what the person has registered anew meanwhile is sealed by the new key. */
async function thirdFactors(): Promise<number> {
  const select = { id: true, tenantId: true, totpEnvelope: true } as const;
  const rows = await systemDb().user.findMany({ where: { totpEnvelope: { not: null } }, select });
  let done = 0;
  for (const { id, tenantId, totpEnvelope } of rows) {
    if (!totpEnvelope || !isStale(totpEnvelope)) continue;
    const data = { totpEnvelope: rewrap(totpEnvelope, totpBinding(tenantId, id)) };
    done += (await systemDb().user.updateMany({ where: { id, totpEnvelope }, data })).count;
  }
  return done;
}

/** Only over the envelope that was read: what was emptied meanwhile stays empty. */
async function handOuts(): Promise<number> {
  const select = { id: true, tenantId: true, envelope: true } as const;
  const rows = await systemDb().handOut.findMany({ where: { envelope: { not: null } }, select });
  let done = 0;
  for (const { id, tenantId, envelope } of rows) {
    if (!envelope || !isStale(envelope)) continue;
    const data = { envelope: rewrap(envelope, handOutBinding(tenantId, id)) };
    done += (await systemDb().handOut.updateMany({ where: { id, envelope }, data })).count;
  }
  return done;
}

/** Only over the envelope that was read: what was removed meanwhile stays without its key. */
async function uploads(): Promise<number> {
  const select = { id: true, tenantId: true, keyEnvelope: true } as const;
  const rows = await systemDb().upload.findMany({ where: { keyEnvelope: { not: null } }, select });
  let done = 0;
  for (const { id, tenantId, keyEnvelope } of rows) {
    if (!keyEnvelope || !isStale(keyEnvelope)) continue;
    const data = { keyEnvelope: rewrap(keyEnvelope, { tenant: tenantId, row: id, purpose: "upload" }) };
    done += (await systemDb().upload.updateMany({ where: { id, keyEnvelope }, data })).count;
  }
  return done;
}

async function dumps(): Promise<number> {
  const select = { id: true, tenantId: true, keyEnvelope: true } as const;
  const rows = await systemDb().databaseDump.findMany({ where: { keyEnvelope: { not: null } }, select });
  let done = 0;
  for (const { id, tenantId, keyEnvelope } of rows) {
    if (!keyEnvelope || !isStale(keyEnvelope)) continue;
    const data = { keyEnvelope: rewrap(keyEnvelope, { tenant: tenantId, row: id, purpose: "dump" }) };
    done += (await systemDb().databaseDump.updateMany({ where: { id, keyEnvelope }, data })).count;
  }
  return done;
}
