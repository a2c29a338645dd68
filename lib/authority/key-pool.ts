import type { Client } from "pg";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { keyBinding, passwordBinding } from "./certificate-bindings.ts";
import { makeKeyPair } from "./key-pair.ts";
import { makePassword } from "./password.ts";
import { type PooledKey, passOn } from "./pooled-key.ts";

export interface TakenKeyPair {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  readonly keyEnvelope: Buffer;
  readonly passwordEnvelope: Buffer;
  /** What its "compatible" PKCS#12 file needs derived; none when nobody had the time for it. */
  readonly derivationEnvelope: Buffer | undefined;
}

/**
 * A key and a password for one certificate to come, sealed for its tenant and its row: made ahead, or now where the pool
 * has none or does not answer.
 */
export async function takeKeyPair(tenantId: string, certificateId: string): Promise<TakenKeyPair> {
  return (await takePooled(tenantId, certificateId)) ?? (await makeNow(tenantId, certificateId));
}

/** Not in the order in which they were made: whoever takes one passes over those that others are taking. */
const take = `DELETE FROM key_pool WHERE id = (SELECT id FROM key_pool LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, "publicKey", "keyEnvelope", "passwordEnvelope", "derivationEnvelope"`;

/**
 * Commits by itself, whatever becomes of the certificate: a key is used once or lost, and never comes back. So is a row that
 * does not open.
 */
async function takePooled(tenantId: string, certificateId: string): Promise<TakenKeyPair | undefined> {
  if (env().keyPoolSize === 0) return undefined;
  try {
    const { rows } = await systemPool().query<PooledKey>({ name: "take-pooled-key", text: take });
    return rows[0] && passOn(rows[0], tenantId, certificateId);
  } catch (error) {
    log.warn("pooled-key-not-used", { error });
    return undefined;
  }
}

async function makeNow(tenantId: string, certificateId: string): Promise<TakenKeyPair> {
  const { publicKey, envelope } = await makeKeyPair(keyBinding(tenantId, certificateId));
  const passwordEnvelope = makePassword(passwordBinding(tenantId, certificateId));
  return { publicKey, keyEnvelope: envelope, passwordEnvelope, derivationEnvelope: undefined };
}

const add = `INSERT INTO key_pool (id, "publicKey", "keyEnvelope", "passwordEnvelope", "derivationEnvelope", "madeAt")
  VALUES ($1, $2, $3, $4, $5, $6) RETURNING (SELECT count(*)::int FROM key_pool) AS before`;

/** @param client the connection that holds the lock of whoever fills the pool. @returns how many keys there are now */
export async function addPooledKey(client: Client, key: PooledKey, madeAt: Date): Promise<number> {
  const { id, publicKey, keyEnvelope, passwordEnvelope, derivationEnvelope } = key;
  const values = [id, publicKey, keyEnvelope, passwordEnvelope, derivationEnvelope, madeAt];
  const { rows } = await client.query<{ before: number }>(add, values);
  return (rows[0]?.before ?? 0) + 1;
}

export function countPooledKeys(): Promise<number> {
  return systemDb().pooledKey.count();
}
