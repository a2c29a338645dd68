import { checkpointBinding } from "#lib/authority/checkpoint-key.ts";
import { serverKeyBinding } from "#lib/authority/server-certificate.ts";
import { authorityBinding } from "#lib/authority/signer.ts";
import { keyBinding, passwordBinding } from "#lib/certificates/issue.ts";
import { addKeyEncryptionKey, isStale, rewrap } from "#lib/platform/secrets.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import type { Command } from "./command.ts";

export const rotateKeys: Command = {
  name: "keys rotate",
  usage: "",
  about: "A new key-encryption key; every secret at rest is wrapped by it. Interrupted, run it again.",
  async run() {
    addKeyEncryptionKey();
    const counts = {
      authorities: await authorities(),
      "server certificates": await servers(),
      "checkpoint keys": await checkpointKeys(),
      certificates: await certificates(),
    };
    for (const [name, count] of Object.entries(counts)) console.log(`${count} ${name} wrapped by the new key`);
    console.log("The key file keeps the former keys: backups of the database from before today need them.");
    return 0;
  },
};

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
  const select = { id: true, tenantId: true, keyEnvelope: true, passwordEnvelope: true } as const;
  let done = 0;
  for (let last: string | undefined; ; ) {
    const after = last ? { id: { gt: last } } : {};
    const rows = await systemDb().certificate.findMany({ where: after, orderBy: { id: "asc" }, take: batch, select });
    const stale = rows.filter(({ keyEnvelope, passwordEnvelope }) => isStale(keyEnvelope) || isStale(passwordEnvelope));
    const changes = stale.map(({ id, tenantId, keyEnvelope, passwordEnvelope }) => {
      const data = {
        keyEnvelope: rewrap(keyEnvelope, keyBinding(tenantId, id)),
        passwordEnvelope: rewrap(passwordEnvelope, passwordBinding(tenantId, id)),
      };
      return systemDb().certificate.update({ where: { id }, data, select: { id: true } });
    });
    await systemDb().$transaction(changes);
    done += stale.length;
    last = rows.at(-1)?.id;
    if (rows.length < batch) return done;
  }
}
