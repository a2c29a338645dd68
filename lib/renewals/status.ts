import { permit } from "../access/permissions.ts";
import { type CertificateKind, reminderDays, subjectText } from "../certificates/model.ts";
import { generationsOf } from "../certificates/renew.ts";
import { env } from "../platform/env.ts";
import type { RefusalCode } from "../platform/refusal.ts";
import { refusalSentence } from "../platform/refusal-words.ts";
import type { Scope } from "../platform/scope.ts";
import { chooseSuccessor } from "./choose.ts";
import { renewsItself } from "./model.ts";
import { presented } from "./presented.ts";
import { suggestedRenewal } from "./suggest.ts";

export interface RenewalStatus {
  /** `CN=client21,O=u00000014` */
  readonly subject: string;
  readonly kind: CertificateKind;
  readonly notAfter: Date;
  /** Whole days; 0 on the last one. */
  readonly daysLeft: number;
  readonly renewable: boolean;
  /** Why not, and the same in words. */
  readonly reason: RefusalCode | null;
  readonly sentence: string | null;
  /** A successor waits to be fetched. */
  readonly renewed: boolean;
  /** Near enough to its end that people are reminded. */
  readonly due: boolean;
  /** None of a kind that is never renewed so. */
  readonly suggestedWindow: { readonly start: Date; readonly end: Date } | null;
  /** Never before now. */
  readonly suggestedRenewalTime: Date | null;
}

/** Of the presented certificate: for /renewal, /renewal.js and `GET /api/cert`. @throws Refusal NOT_FOUND */
export async function getRenewalStatus(scope: Scope): Promise<RenewalStatus> {
  permit(scope, "certificates:renew-own");
  const now = scope.clock.now();
  const { id, number } = presented(scope);
  const { presented: own, refusal, waiting, unfinished } = chooseSuccessor(await generationsOf(scope, number), id, now);
  const { kind, notAfter } = own;
  const { renewalWindowDays: windowDays, renewalMinimumAgeHours: minimumAgeHours } = env();
  const leftMs = notAfter.getTime() - now.getTime();
  const { window, time } = suggestedRenewal({ ...own, issuedAt: own.issuedAt ?? now }, { windowDays, minimumAgeHours });
  return {
    subject: subjectText({ ...own, organization: scope.tenant.orcamoId }),
    kind,
    notAfter,
    daysLeft: Math.max(0, Math.floor(leftMs / dayMs)),
    renewable: refusal === undefined,
    reason: refusal?.code ?? null,
    sentence: refusal ? refusalSentence(refusal.code, refusal.facts) : null,
    renewed: waiting !== undefined,
    due: leftMs <= reminderDays * dayMs,
    ...(renewsItself(kind)
      ? { suggestedWindow: window, suggestedRenewalTime: waiting || unfinished || time < now ? now : time }
      : { suggestedWindow: null, suggestedRenewalTime: null }),
  };
}

const dayMs = 86_400_000;
