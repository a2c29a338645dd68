import { paths } from "#app/_doors/paths.ts";
import { type Description, DescriptionList } from "#components/description-list.tsx";
import { StatusBadge } from "#components/status-badge.tsx";
import { TextLink } from "#components/text-link.tsx";
import { can } from "#lib/access/permissions.ts";
import {
  encryptionLabels,
  kindLabels,
  type RevocationReason,
  revocationReasonLabels,
  subjectText,
} from "#lib/certificates/model.ts";
import type { CertificateDetails } from "#lib/certificates/queries.ts";
import { formatDate, formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { renewsItself } from "#lib/renewals/model.ts";
import { EncryptionForm } from "./encryption-form.tsx";
import { NoteForm } from "./note-form.tsx";
import { PasswordForm } from "./password-form.tsx";

interface CertificateFieldsProps {
  readonly scope: Scope;
  readonly certificate: CertificateDetails;
}

/** The fields in the order of the manuals (seed 001), with the name and the serial number that telephones ask for. */
export function CertificateFields({ scope, certificate }: CertificateFieldsProps) {
  const { orcamoId } = scope.tenant;
  const { number, note } = certificate;
  const password = certificate.downloadable && can(scope.actor, "certificates:password");
  return (
    <DescriptionList
      items={[
        { term: "証明書CN,O", value: subjectText(certificate) },
        { term: "状態", value: <StatusBadge status={certificate.status} /> },
        ...revocation(certificate),
        { term: "種別", value: kindLabels[certificate.kind] },
        { term: "パスワード", value: password ? <PasswordForm orcamoId={orcamoId} number={number} /> : noPassword(certificate) },
        { term: "発行申請日時", value: formatDateTime(certificate.requestedAt) },
        { term: "発行日", value: certificate.issuedAt && formatDate(certificate.issuedAt) },
        { term: "有効期限", value: formatDate(certificate.notAfter) },
        { term: "シリアル番号", value: <code className="break-all">{certificate.serial}</code> },
        { term: "CA証明書", value: <AuthorityCertificate /> },
        ...fetched(scope, certificate),
        { term: "備考", value: can(scope.actor, "certificates:note") ? <NoteForm {...{ orcamoId, number, note }} /> : note },
      ]}
    />
  );
}

/** Programs and /renewal fetch those of these kinds alone, while they work. */
function fetched(scope: Scope, { number, kind, status, encryption }: CertificateDetails): Description[] {
  if (!renewsItself(kind) || status === "revoked" || status === "rejected") return [];
  const { orcamoId } = scope.tenant;
  const may = can(scope.actor, "certificates:encryption");
  const value = may ? <EncryptionForm {...{ orcamoId, number, encryption }} /> : encryptionLabels[encryption];
  return [{ term: "更新時の暗号方式", value }];
}

function noPassword({ keyElsewhere }: CertificateDetails): string {
  return keyElsewhere ? "なし（秘密鍵は端末で作られました）" : "表示できません";
}

function revocation({ revokedAt, revocationReason }: CertificateDetails): Description[] {
  if (!revokedAt) return [];
  const reason = revocationReasonLabels[revocationReason as RevocationReason] ?? revocationReason;
  return [
    { term: "失効日時", value: formatDateTime(revokedAt) },
    { term: "失効の理由", value: reason },
  ];
}

function AuthorityCertificate() {
  return (
    <TextLink href={paths.authorityCertificate}>
      ダウンロード<span className="sr-only">（CA証明書）</span>
    </TextLink>
  );
}
