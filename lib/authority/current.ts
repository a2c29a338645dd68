import { randomUUID } from "node:crypto";
import { once } from "../platform/once.ts";
import { systemDb } from "../platform/system-db.ts";
import { createAuthority } from "./authority.ts";
import type { AuthorityRow } from "./signer.ts";

/** The authority that signs now; read once a process. @throws Error before the first start made it. */
export async function currentAuthority(): Promise<AuthorityRow & { readonly certificate: Buffer }> {
  const holder = held();
  holder.authority ??= await readAuthority();
  return holder.authority;
}

/** Makes the authority at the first start; two starts at once end with one (unique index). */
export async function ensureAuthority(now: Date): Promise<void> {
  if ((await systemDb().authority.count({ where: { active: true } })) > 0) return;
  const made = await createAuthority({ id: randomUUID(), now });
  await systemDb().authority.createMany({
    data: [{ ...made, certificate: bytes(made.certificate), keyEnvelope: bytes(made.keyEnvelope) }],
    skipDuplicates: true,
  });
}

interface CurrentAuthority extends AuthorityRow {
  readonly certificate: Buffer;
}

function held(): { authority: CurrentAuthority | undefined } {
  return once("authority", () => ({ authority: undefined }));
}

async function readAuthority(): Promise<CurrentAuthority> {
  const row = await systemDb().authority.findFirst({ where: { active: true } });
  if (!row) throw new Error("There is no certification authority yet. Start the portal once: npm start.");
  return { id: row.id, certificate: Buffer.from(row.certificate), keyEnvelope: row.keyEnvelope };
}

/** Prisma takes a Uint8Array that owns its memory. */
function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
