import { pkcs12FileName } from "../certificates/model.ts";
import { pkcs12Of } from "../certificates/pkcs12-of.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";

export interface RenewedFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

export const renewedFields = {
  id: true,
  number: true,
  generation: true,
  state: true,
  commonName: true,
  organization: true,
  certificate: true,
  keyEnvelope: true,
  passwordEnvelope: true,
  derivationEnvelope: true,
  line: { select: { encryption: true } },
} as const satisfies Prisma.CertificateSelect;

export type Renewed = Prisma.CertificateGetPayload<{ select: typeof renewedFields }>;

/** The p12 in the sort that the line's setting says (PRODUCT.md §3). @throws Refusal CERTIFICATE_KEY_ELSEWHERE */
export async function makeRenewedFile({ tenant }: Scope, row: Renewed): Promise<RenewedFile> {
  const { certificate, keyEnvelope, passwordEnvelope } = row;
  if (!certificate || !keyEnvelope || !passwordEnvelope) {
    throw new Refusal("CERTIFICATE_KEY_ELSEWHERE", { commonName: row.commonName });
  }
  const bytes = await pkcs12Of(tenant.id, { ...row, certificate, keyEnvelope, passwordEnvelope }, row.line.encryption);
  return { fileName: pkcs12FileName(row), bytes };
}
