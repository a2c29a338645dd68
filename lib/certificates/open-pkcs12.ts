import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { passwordBinding } from "../authority/certificate-bindings.ts";
import { currentAuthority } from "../authority/current.ts";
import { openPassword } from "../authority/password.ts";
import { certificatePem } from "../authority/read-certificate.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { DownloadInput } from "./inputs.ts";
import { baseName, pkcs12FileName, subjectText } from "./model.ts";
import { pkcs12Of } from "./pkcs12-of.ts";

export interface CertificateFiles {
  readonly number: number;
  readonly generation: number;
  readonly commonName: string;
  readonly organization: string;
  readonly notAfter: Date;
  readonly folder: string;
  readonly pkcs12: { readonly name: string; readonly bytes: Buffer };
  readonly password: string;
  readonly certificatePem: string;
  readonly authorityPem: string;
}

/**
 * The p12 of a certificate, recorded in the tenant log. Made anew each time; what is at rest is encrypted.
 * @throws Refusal NOT_FOUND, CERTIFICATE_NOT_ACTIVE, CERTIFICATE_KEY_ELSEWHERE
 */
export async function openPkcs12(scope: Scope, input: DownloadInput): Promise<{ name: string; bytes: Buffer }> {
  permit(scope, "certificates:download");
  const files = await makeFiles(scope, input);
  await recordDownload(scope, "certificates:download-p12", files, input);
  return files.pkcs12;
}

/** Everything that the zip holds, password included. @throws Refusal NOT_FOUND, CERTIFICATE_NOT_ACTIVE, CERTIFICATE_KEY_ELSEWHERE */
export async function openCertificateFiles(scope: Scope, input: DownloadInput): Promise<CertificateFiles> {
  permit(scope, "certificates:download");
  permit(scope, "certificates:password");
  const files = await makeFiles(scope, input);
  await recordDownload(scope, "certificates:download-zip", files, input);
  return files;
}

/** The password of the p12, recorded in the tenant log each time it is shown. @throws Refusal NOT_FOUND, CERTIFICATE_NOT_ACTIVE, CERTIFICATE_KEY_ELSEWHERE */
export async function showPassword(scope: Scope, number: number): Promise<string> {
  permit(scope, "certificates:password");
  const row = await getSigned(scope, number);
  await recordAudit(scope, {
    action: "certificates:show-password",
    target: subjectText(row),
    facts: { generation: row.generation },
  });
  return openPassword(row.passwordEnvelope, passwordBinding(scope.tenant.id, row.id));
}

/** Without permission and record: for callers that have done both. */
export async function makeFiles(scope: Scope, input: DownloadInput): Promise<CertificateFiles> {
  const row = await getSigned(scope, input.number);
  const authority = await currentAuthority();
  const bytes = await pkcs12Of(scope.tenant.id, row, input.encryption);
  return {
    number: row.number,
    generation: row.generation,
    commonName: row.commonName,
    organization: row.organization,
    notAfter: row.notAfter,
    folder: baseName(row),
    pkcs12: { name: pkcs12FileName(row), bytes },
    password: openPassword(row.passwordEnvelope, passwordBinding(scope.tenant.id, row.id)),
    certificatePem: certificatePem(row.certificate),
    authorityPem: certificatePem(authority.certificate),
  };
}

async function getSigned(scope: Scope, number: number) {
  const row = await scope.db.certificate.findFirst({ where: { number, current: true } });
  if (!row) throw new Refusal("NOT_FOUND", { number });
  const { certificate, keyEnvelope, passwordEnvelope, commonName } = row;
  if (row.state !== "active" || !certificate) throw new Refusal("CERTIFICATE_NOT_ACTIVE", { commonName });
  if (!keyEnvelope || !passwordEnvelope) throw new Refusal("CERTIFICATE_KEY_ELSEWHERE", { commonName });
  return { ...row, certificate, keyEnvelope, passwordEnvelope };
}

function recordDownload(scope: Scope, action: string, files: CertificateFiles, input: DownloadInput): Promise<void> {
  return recordAudit(scope, {
    action,
    target: subjectText(files),
    facts: { generation: files.generation, encryption: input.encryption },
  });
}
