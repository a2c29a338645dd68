import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { env } from "./env.ts";
import { once } from "./once.ts";

/** What an envelope is bound to: the same bytes under another tenant, row or purpose do not open. */
export interface Binding {
  readonly tenant: string;
  readonly row: string;
  readonly purpose:
    | "certificate-key"
    | "certificate-password"
    | "pkcs12-derivation"
    | "authority-key"
    | "server-key"
    | "totp-secret"
    | "hand-out"
    | "checkpoint-key"
    | "backup"
    | "upload"
    | "dump"
    | "canary";
}

const version = 1;
const headBytes = 1 + 4 + 12 + 32 + 16; // version, key id, nonce, wrapped data key, tag

/**
 * AES-256-GCM envelope: a data key of its own, wrapped by the key-encryption key that stands outside the database.
 * Layout: version 1 | key id 4 | nonce 12 | wrapped data key 32 | tag 16 | nonce 12 | ciphertext | tag 16.
 */
export function seal(plain: Uint8Array, binding: Binding): Buffer<ArrayBuffer> {
  const dataKey = randomBytes(32);
  const body = encrypt(dataKey, plain, additionalData(binding));
  return Buffer.concat([wrap(dataKey, keyRing().current, binding), body]);
}

/** @throws EnvelopeError when the key-encryption key is another, or the bytes or their binding were changed. */
export function open(envelope: Uint8Array, binding: Binding): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(envelope);
  const dataKey = unwrap(bytes, binding);
  return decrypt(dataKey, bytes.subarray(headBytes), additionalData(binding));
}

/** Wraps the data key anew under the current key-encryption key; the ciphertext stays (rotation). */
export function rewrap(envelope: Uint8Array, binding: Binding): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(envelope);
  return Buffer.concat([wrap(unwrap(bytes, binding), keyRing().current, binding), bytes.subarray(headBytes)]);
}

/** True when the envelope is wrapped by a key that a rotation has replaced. */
export function isStale(envelope: Uint8Array): boolean {
  return Buffer.from(envelope).readUInt32BE(1) !== keyRing().current.id;
}

/** A secret for one use that every process of the portal computes alike (HKDF, RFC 5869); changes with a rotation. */
export function derivedSecret(use: "next-auth"): string {
  return Buffer.from(hkdfSync("sha256", keyRing().current.key, "", use, 32)).toString("base64url");
}

export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";
}

/**
 * Makes the key-encryption key file at the first start (mode 0600). One line a key: `<id>:<64 hex digits>`; the last
 * line is the current one, the others open what was sealed before a rotation.
 */
export function ensureKeyEncryptionKey(): void {
  const file = env().keyEncryptionKeyFile;
  // A process that was killed between opening and writing leaves an empty file.
  if (existsSync(file) && statSync(file).size > 0) return;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  appendKey(file, randomBytes(4).readUInt32BE());
}

/** Adds a key that becomes the current one; run `portal keys rotate` to wrap everything anew. */
export function addKeyEncryptionKey(): void {
  const ring = keyRing();
  let id = randomBytes(4).readUInt32BE();
  while (ring.keys.has(id)) id = randomBytes(4).readUInt32BE();
  appendKey(env().keyEncryptionKeyFile, id);
}

interface WrappingKey {
  readonly id: number;
  readonly key: Buffer;
}

interface KeyRing {
  readonly current: WrappingKey;
  readonly keys: ReadonlyMap<number, WrappingKey>;
}

function held(): { ring: KeyRing | undefined; size: number } {
  return once("key-ring", () => ({ ring: undefined, size: 0 }));
}

/**
 * The file only grows. A running portal sees at once that it did: what it seals after a rotation by the command line
 * must not be sealed by the key that was to be replaced.
 */
function keyRing(): KeyRing {
  const file = env().keyEncryptionKeyFile;
  const holder = held();
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? holder.size;
  if (!holder.ring || size !== holder.size) Object.assign(holder, { ring: readKeyRing(file), size });
  return holder.ring ?? readKeyRing(file);
}

function readKeyRing(file: string): KeyRing {
  const keys = new Map<number, WrappingKey>();
  let current: WrappingKey | undefined;
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const match = /^(\d{1,10}):([0-9a-f]{64})$/.exec(line.trim());
    if (!match?.[1] || !match[2]) throw new EnvelopeError(`${file} is not a key-encryption key file`);
    current = { id: Number(match[1]), key: Buffer.from(match[2], "hex") };
    keys.set(current.id, current);
  }
  if (!current) throw new EnvelopeError(`${file} holds no key`);
  return { current, keys };
}

function appendKey(file: string, id: number): void {
  const handle = openSync(file, "a", 0o600);
  writeSync(handle, `${id}:${randomBytes(32).toString("hex")}\n`);
  fsyncSync(handle);
  closeSync(handle);
  chmodSync(file, 0o600);
  // Its name, too: PostgreSQL's data would outlive a power cut, and nothing could open it.
  const directory = openSync(path.dirname(file), "r");
  fsyncSync(directory);
  closeSync(directory);
}

function additionalData(binding: Binding): Buffer {
  return Buffer.from(`${binding.tenant}\n${binding.row}\n${binding.purpose}`);
}

function wrap(dataKey: Uint8Array, wrapping: WrappingKey, binding: Binding): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(version, 0);
  head.writeUInt32BE(wrapping.id, 1);
  return Buffer.concat([head, encrypt(wrapping.key, dataKey, Buffer.concat([head, additionalData(binding)]))]);
}

function unwrap(envelope: Buffer, binding: Binding): Buffer {
  if (envelope.length < headBytes + 28 || envelope.readUInt8(0) !== version) throw new EnvelopeError("not an envelope");
  const wrapping = keyRing().keys.get(envelope.readUInt32BE(1));
  if (!wrapping) throw new EnvelopeError("sealed with another key-encryption key");
  const head = envelope.subarray(0, 5);
  return decrypt(wrapping.key, envelope.subarray(5, headBytes), Buffer.concat([head, additionalData(binding)]));
}

/** The key as an object: Node 24 finds out what bytes are by an exception, which takes longer than all the rest here. */
function encrypt(key: Uint8Array, plain: Uint8Array, data: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), nonce);
  cipher.setAAD(data);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Buffer, data: Uint8Array): Buffer<ArrayBuffer> {
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(key), sealed.subarray(0, 12));
  decipher.setAAD(data);
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    throw new EnvelopeError("the envelope was changed, or belongs to another row");
  }
}
