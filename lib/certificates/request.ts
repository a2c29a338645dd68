import { permit } from "../access/permissions.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { IssueInput } from "./inputs.ts";
import { finishCertificate } from "./issue.ts";
import { type CertificateKind, kindsByTenant } from "./model.ts";
import { makeSecrets, planCertificate, type Secrets } from "./plan.ts";

/**
 * 新規発行申請, issued at once. The form's id makes it safe to send twice: what the first attempt made is found, what
 * it left unfinished is finished.
 * @returns the numbers, in order
 * @throws Refusal INPUT_INVALID for a kind that this sort of organisation does not have
 */
export async function requestCertificates(scope: Scope, input: IssueInput): Promise<number[]> {
  permit(scope, "certificates:request");
  if (!kindsByTenant[scope.tenant.kind].includes(input.kind)) throw new Refusal("INPUT_INVALID", { kind: input.kind });
  const numbers: number[] = [];
  for (let index = 0; index < input.count; index++) {
    // Kind and count belong to it: a form that was gone back to and changed is another request.
    numbers.push(await requestOne(scope, input, `${scope.tenant.id}:${input.requestId}:${input.kind}:${input.count}:${index}`));
  }
  return numbers;
}

interface Wanted {
  readonly kind: CertificateKind;
  readonly note: string;
  /** Unique in the whole system: the same request finds what it made. */
  readonly requestId: string;
}

/**
 * A new line with its first certificate planned, in the caller's transaction: for what is recorded together with the
 * request. finishRequested signs it afterwards, or the worker does.
 * @returns its number
 */
export async function planRequested(inner: Scope, wanted: Wanted, secrets: Secrets): Promise<number> {
  permit(inner, "certificates:request");
  const line = await inner.db.certificateLine.create({ data: { tenantId: inner.tenant.id, ...wanted } });
  await planCertificate(inner, line, 1, secrets);
  return line.number;
}

/** Signs what was planned in the scope's tenant and not signed, whoever planned it. Twice is as good as once. */
export async function finishRequested(scope: Scope): Promise<void> {
  permit(scope, "certificates:request");
  const due = await scope.db.certificate.findMany({
    where: { current: true, state: "requested", generation: 1 },
    select: { id: true },
    orderBy: { number: "asc" },
  });
  for (const { id } of due) await finishCertificate(scope, id, "certificates:issue");
}

async function requestOne(scope: Scope, input: IssueInput, requestId: string): Promise<number> {
  const known = await findRequested(scope, requestId);
  if (known) return finish(scope, known);
  const secrets = await makeSecrets(scope);
  try {
    await inTransaction(scope, (inner) => planRequested(inner, { kind: input.kind, note: input.note, requestId }, secrets));
  } catch (error) {
    // The other click of a double click was quicker.
    if (!isUniqueViolation(error)) throw error;
  }
  const planned = await findRequested(scope, requestId);
  if (!planned) throw new Error("A planned certificate is not there.");
  return finish(scope, planned);
}

interface Requested {
  readonly number: number;
  readonly certificates: readonly { readonly id: string }[];
}

function findRequested(scope: Scope, requestId: string): Promise<Requested | null> {
  return scope.db.certificateLine.findUnique({
    where: { requestId },
    select: { number: true, certificates: { where: { generation: 1 }, select: { id: true } } },
  });
}

async function finish(scope: Scope, requested: Requested): Promise<number> {
  for (const { id } of requested.certificates) await finishCertificate(scope, id, "certificates:issue");
  return requested.number;
}
