import { renewalPermission } from "../access/certificate-scope.ts";
import { permit } from "../access/permissions.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { RenewInput } from "./inputs.ts";
import { type Along, finishCertificate } from "./issue.ts";
import { renewalRefusal } from "./model.ts";
import { makeSecrets, type PlannedCertificate, planCertificate, type Secrets } from "./plan.ts";

/**
 * Issues a successor with a new key: the same subject, three years from now. The predecessor stays valid: clients
 * fetch the new one with the old one (PROTOCOLS.md §1). A second click finds the successor of the first.
 * @throws Refusal NOT_FOUND, CERTIFICATE_KIND_NOT_RENEWABLE, CERTIFICATE_NOT_ACTIVE, CERTIFICATE_TOO_YOUNG
 */
export async function renewCertificate(scope: Scope, input: RenewInput): Promise<void> {
  permit(scope, "certificates:renew");
  const { number } = input;
  await issueSuccessor(scope, {
    number,
    choose: (generations) => {
      const current = generations.find((row) => row.current);
      if (!current || current.generation < input.generation) throw new Refusal("NOT_FOUND", { number });
      if (current.generation > input.generation) return current;
      const refusal = renewalRefusal(current, scope.clock.now(), env().renewalMinimumAgeHours);
      if (refusal) throw new Refusal(refusal, { kind: current.kind, commonName: current.commonName });
      return generations.find((row) => row.generation > current.generation && row.state === "requested" && row.passwordEnvelope);
    },
  });
}

export interface Succession {
  readonly number: number;
  /**
   * Looks at the line, newest generation first: the successor that is there already (signed, or planned before a crash), or
   * undefined when one is to be made. Asked again when somebody else was quicker.
   * @throws Refusal when none may be made
   */
  readonly choose: (generations: readonly Generation[]) => Generation | undefined;
  /** Of a new one; without it, a key and a password of ours. */
  readonly makeSecrets?: () => Promise<Secrets>;
  readonly along?: (successor: Issued) => Along;
}

export type Issued = Pick<PlannedCertificate, "id" | "number" | "generation" | "commonName" | "passwordEnvelope">;

/**
 * The successor of a certificate, whoever asks for it and however often: one that is there, or the next generation of the
 * line, planned, signed and recorded. Two at once get the same.
 * @returns the successor, and whether this call made it (or finished it)
 * @throws Refusal what `choose` throws; CERTIFICATE_NOT_ACTIVE when the line was revoked meanwhile
 */
export async function issueSuccessor(scope: Scope, succession: Succession): Promise<{ successor: Issued; made: boolean }> {
  permit(scope, renewalPermission(scope));
  const generations = await generationsOf(scope, succession.number);
  const known = succession.choose(generations);
  if (known && known.state !== "requested") return { successor: known, made: false };
  const successor = known ?? (await planNext(scope, generations, await (succession.makeSecrets?.() ?? makeSecrets(scope))));
  // Another was quicker: its successor is found, or the next generation is free.
  if (!successor) return issueSuccessor(scope, succession);
  const planned = "planned" in successor ? successor : successor.id;
  const along = succession.along?.(successor);
  return { successor, made: await finishCertificate(scope, planned, "certificates:renew", along) };
}

/**
 * Of two at once one plans: a generation is there once. No lock is needed: what is planned of a line that is revoked at
 * this moment is not signed for anybody (finishCertificate).
 */
async function planNext(scope: Scope, [newest]: readonly Generation[], secrets: Secrets) {
  if (!newest) throw new Refusal("NOT_FOUND");
  try {
    return await planCertificate(scope, { ...newest, id: newest.lineId }, newest.generation + 1, secrets);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return undefined;
  }
}

/** Newest first. Without permission: for callers that have asked. */
export function generationsOf(scope: Scope, number: number) {
  return scope.db.certificate.findMany({ where: { number }, select: generationFields, orderBy: { generation: "desc" } });
}

export type Generation = Awaited<ReturnType<typeof generationsOf>>[number];

const generationFields = {
  id: true,
  lineId: true,
  number: true,
  generation: true,
  kind: true,
  state: true,
  current: true,
  commonName: true,
  serial: true,
  requestedAt: true,
  issuedAt: true,
  notAfter: true,
  firstUsedAt: true,
  passwordEnvelope: true,
} as const;
