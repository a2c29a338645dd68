import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { canonicalJson } from "#lib/audit/canonical-json.ts";
import { open, seal } from "#lib/platform/secrets.ts";
import { StartFailure } from "#server/start/failure.ts";

/** What a backup holds and what it was made of. Written last: a directory without it is no backup. */
export type Manifest = z.infer<typeof shape>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const shape = z.object({
  format: z.literal(1),
  /** The moment of the backup, UTC. */
  at: z.iso.datetime(),
  portal: z.object({ version: z.string(), commit: z.string().optional() }),
  postgresqlMajor: count,
  databaseBytes: count,
  rows: z.record(z.string(), count),
  auditHeads: count,
  migrations: z.array(z.object({ name: z.string(), checksum: sha256 })),
  // Never a way out of the backup's directory.
  files: z.array(z.object({ name: z.string().regex(/^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*$/), bytes: count, sha256 })),
});

export const manifestName = "manifest.json";

/** The seal ties all of it, and through the hashes every file, to the key-encryption key: nobody without that key can alter it. */
export function sealedManifest(manifest: Manifest): string {
  const sealed = seal(hashOf(manifest), binding(manifest)).toString("base64");
  return `${JSON.stringify({ ...manifest, seal: sealed }, null, 2)}\n`;
}

/** @throws StartFailure when the directory holds no whole backup */
export function readManifest(directory: string): { manifest: Manifest; seal: string } {
  const file = path.join(directory, manifestName);
  if (!existsSync(file))
    throw new StartFailure(`${directory} holds no backup, or an interrupted one: it has no ${manifestName}.`);
  const read = shape.extend({ seal: z.base64() }).strict().safeParse(parse(file));
  if (!read.success)
    throw new StartFailure(`${file} is damaged or was made by a newer version: take another backup, or the newer version.`);
  const { seal: sealed, ...manifest } = read.data;
  return { manifest, seal: sealed };
}

/**
 * That the manifest is as it was sealed, by a key that is in the key-encryption key file.
 * @throws EnvelopeError when the key is another; StartFailure when the manifest was altered.
 */
export function requireSeal(manifest: Manifest, sealed: string): void {
  if (open(Buffer.from(sealed, "base64"), binding(manifest)).equals(hashOf(manifest))) return;
  throw new StartFailure(`${manifestName} was altered after the backup was made: take another backup.`);
}

function binding(manifest: Manifest) {
  return { tenant: "", row: manifest.at, purpose: "backup" } as const;
}

function hashOf(manifest: Manifest): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(canonicalJson(manifest)).digest());
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return;
  }
}
