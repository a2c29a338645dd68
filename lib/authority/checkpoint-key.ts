import { createPublicKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { seal } from "#lib/platform/secrets.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import type { KeyBinding } from "./key-pair.ts";
import { openKey } from "./open-key.ts";

export interface CheckpointSigner {
  readonly id: string;
  readonly publicKeyPem: string;
  /** ECDSA on P-256 with SHA-256, DER, as `openssl dgst -sha256 -verify` reads it. */
  sign(statement: Uint8Array): Buffer;
}

/** The key that signs checkpoints of the log and nothing else; made at its first use, and one, however many ask at once. */
export async function checkpointSigner(now: Date): Promise<CheckpointSigner> {
  const row = (await activeKey()) ?? (await makeKey(now));
  const { id, publicKey, keyEnvelope } = row;
  return {
    id,
    publicKeyPem: publicKeyPem(publicKey),
    sign: (statement) => sign("sha256", statement, openKey(keyEnvelope, checkpointBinding(id))),
  };
}

/** The public key as the database has it, PEM; undefined when it knows no such key. For comparing, not for trusting. */
export async function knownCheckpointKey(id: string): Promise<string | undefined> {
  const row = await systemDb().checkpointKey.findUnique({ where: { id }, select: { publicKey: true } });
  return row ? publicKeyPem(row.publicKey) : undefined;
}

/** Whether a checkpoint was ever signed: without a key there is none. */
export async function hasCheckpointKey(): Promise<boolean> {
  return (await systemDb().checkpointKey.count()) > 0;
}

/** The key belongs to no tenant. */
export function checkpointBinding(id: string) {
  return { tenant: "", row: id, purpose: "checkpoint-key" } as const satisfies KeyBinding;
}

function activeKey() {
  return systemDb().checkpointKey.findFirst({ where: { active: true } });
}

async function makeKey(now: Date) {
  const id = randomUUID();
  const pair = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  const keyEnvelope = seal(pair.privateKey, checkpointBinding(id));
  pair.privateKey.fill(0);
  // Of two that make one at once the unique index keeps the first.
  const data = [{ id, publicKey: new Uint8Array(pair.publicKey), keyEnvelope: new Uint8Array(keyEnvelope), createdAt: now }];
  await systemDb().checkpointKey.createMany({ data, skipDuplicates: true });
  const row = await activeKey();
  if (!row) throw new Error("The key that signs checkpoints was not written.");
  return row;
}

function publicKeyPem(der: Uint8Array): string {
  return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" })
    .export({ format: "pem", type: "spki" })
    .toString();
}
