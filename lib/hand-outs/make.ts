import { randomUUID } from "node:crypto";
import { derivedId } from "../platform/derived-id.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope, ScopeTenant } from "../platform/scope.ts";
import { type Binding, seal } from "../platform/secrets.ts";
import { takeMinutes } from "./model.ts";
import type { NewUser } from "./text.ts";

export interface HandOutContent {
  /** Of the one text, or of the zip. */
  readonly fileName: string;
  readonly users: readonly NewUser[];
  /** Certificates whose files go along. */
  readonly numbers: readonly number[];
  /** Whose users and certificates they are, when it is not the scope's tenant: of the operator's console. */
  readonly tenant?: Pick<ScopeTenant, "orcamoId" | "name">;
}

/**
 * What is handed out once, in the transaction that makes it: sealed, for the person who made it alone, for half an
 * hour. Who may make it was asked by the command that calls this.
 * @param id what the same form gets when it is sent again (requestedId)
 * @returns its id, for paths.handOut
 * @throws Refusal NOT_PERMITTED when no person makes it
 */
export async function makeHandOut(inner: Scope, content: HandOutContent, id: string = randomUUID()): Promise<string> {
  const { actor, tenant, clock } = inner;
  if (!actor.user) throw new Refusal("NOT_PERMITTED");
  const createdAt = clock.now();
  const { orcamoId, name } = content.tenant ?? tenant;
  const plain = Buffer.from(JSON.stringify({ ...content, tenant: { orcamoId, name } } satisfies HandOutContent));
  await inner.db.handOut.create({
    data: {
      id,
      tenantId: tenant.id,
      userId: actor.user.id,
      fileName: content.fileName,
      envelope: seal(plain, handOutBinding(tenant.id, id)),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + takeMinutes * 60_000),
    },
    select: { id: true },
  });
  return id;
}

/** The id that the same form of the same person gets each time it is sent. */
export function requestedId({ actor, tenant }: Scope, request: string): string {
  return derivedId(`${tenant.id}\n${actor.user?.id}\n${request}`);
}

export function handOutBinding(tenant: string, id: string): Binding {
  return { tenant, row: id, purpose: "hand-out" };
}
