import { Readable } from "node:stream";
import { inOffice, officeScope } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { makeFiles } from "../certificates/open-pkcs12.ts";
import { finishRequested } from "../certificates/request.ts";
import { streamZip, zipEntries } from "../certificates/zip.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope, ScopeTenant } from "../platform/scope.ts";
import { open } from "../platform/secrets.ts";
import { recordInBoth } from "../tenants/record.ts";
import type { HandOutInput } from "./inputs.ts";
import { type HandOutContent, handOutBinding } from "./make.ts";
import { repeatMinutes, userFileName } from "./model.ts";
import { findHandOut, isTakeable } from "./queries.ts";
import { handOutText } from "./text.ts";

export interface HandOutFile {
  readonly name: string;
  readonly type: string;
  readonly file: Buffer | Readable;
}

/**
 * Login ID and password as one text, or a zip with the certificates. Handed out once, to the person who made it; for a
 * few minutes the same session may take it again, since an answer can be lost. Recorded before the first byte goes out,
 * in the log of the organisation that it opens too.
 * @throws Refusal PROOF_REQUIRED, NOT_FOUND, HAND_OUT_GONE
 */
export async function takeHandOut(scope: Scope, { id }: HandOutInput): Promise<HandOutFile> {
  permit(scope, "hand-outs:take");
  const row = await findHandOut(scope, id);
  if (!row.envelope || !isTakeable(scope, row)) throw new Refusal("HAND_OUT_GONE");
  const content: Sealed = JSON.parse(open(row.envelope, handOutBinding(scope.tenant.id, id)).toString());
  const elsewhere =
    content.tenant.orcamoId === scope.tenant.orcamoId ? undefined : await officeScope(scope, content.tenant.orcamoId);
  // What a crash left planned is signed first: a hand-out is whole, or it is not taken.
  if (content.numbers.length > 0) await finishRequested(elsewhere ?? scope);
  await (elsewhere ? inOffice(scope, record) : inTransaction(scope, record));
  return fileOf(elsewhere ?? scope, content);

  async function record(inner: Scope): Promise<void> {
    const again = await isTakenAgain(inner, id);
    const event = { action: "hand-outs:take", target: content.fileName, facts: { ...contents(content), again } };
    await recordInBoth(inner, elsewhere?.tenant ?? inner.tenant, event);
  }
}

type Sealed = HandOutContent & { readonly tenant: Pick<ScopeTenant, "orcamoId" | "name"> };

/** Of two takings at once the second waits for the first, and is then one that repeats it. */
async function isTakenAgain(inner: Scope, id: string): Promise<boolean> {
  const { actor, clock, db, tenant } = inner;
  if (!actor.sessionId) throw new Refusal("NOT_PERMITTED");
  const now = clock.now();
  const first = await db.handOut.updateMany({
    where: { id, tenantId: tenant.id, takenAt: null },
    data: { takenAt: now, takenSessionId: actor.sessionId, expiresAt: new Date(now.getTime() + repeatMinutes * 60_000) },
  });
  if (!isTakeable(inner, await findHandOut(inner, id))) throw new Refusal("HAND_OUT_GONE");
  return first.count === 0;
}

function contents({ users, numbers }: HandOutContent): Record<string, string> {
  return {
    ...(users.length > 0 && { loginIds: users.map(({ loginId }) => loginId).join(" ") }),
    ...(numbers.length > 0 && { numbers: numbers.join(" ") }),
  };
}

function fileOf(scope: Scope, content: Sealed): HandOutFile {
  const [only, ...others] = content.users;
  if (only && others.length === 0 && content.numbers.length === 0) {
    return { name: content.fileName, type: "text/plain; charset=utf-8", file: textOf(content, only) };
  }
  return { name: content.fileName, type: "application/zip", file: streamZip(Readable.from(entries(scope, content))) };
}

async function* entries(scope: Scope, content: Sealed): AsyncGenerator<{ name: string; bytes: Buffer }> {
  for (const [index, user] of content.users.entries()) {
    yield { name: userFileName(user.role, index + 1), bytes: textOf(content, user) };
  }
  // What was revoked meanwhile opens nothing; the rest must still reach the person.
  const usable = await scope.db.certificate.findMany({
    where: { number: { in: [...content.numbers] }, current: true, state: "active" },
    select: { number: true },
    orderBy: { number: "asc" },
  });
  for (const { number } of usable) {
    const files = await makeFiles(scope, { number, encryption: "compatible" });
    for (const entry of zipEntries(files)) yield { name: `${files.folder}/${entry.name}`, bytes: entry.bytes };
  }
}

function textOf({ tenant }: Sealed, user: HandOutContent["users"][number]): Buffer {
  return Buffer.from(handOutText(tenant, user));
}
