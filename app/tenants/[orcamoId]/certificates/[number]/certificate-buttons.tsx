import { paths, withQuery } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import { Icon } from "#components/icon.tsx";
import { can } from "#lib/access/permissions.ts";
import { isIssued } from "#lib/certificates/model.ts";
import type { CertificateDetails } from "#lib/certificates/queries.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { renewCertificateAction } from "../actions.ts";
import { RenewalFields, renewalQuestion } from "./renewal-fields.tsx";

interface CertificateButtonsProps {
  readonly scope: Scope;
  readonly certificate: CertificateDetails;
  /** The list as it was left. */
  readonly listHref: string;
}

/** What can be done with the certificate, in the order of the manuals. A missing 証明書更新 says why. */
export function CertificateButtons({ scope: { actor, tenant }, certificate, listHref }: CertificateButtonsProps) {
  const { orcamoId } = tenant;
  const { number, generation, commonName, renewalRefusal, downloadable, keyElsewhere, status } = certificate;
  const issued = isIssued(status);
  const mayDownload = downloadable && can(actor, "certificates:download");
  const mayRenew = can(actor, "certificates:renew");
  return (
    <>
      <div className="mt-6 flex flex-wrap gap-3">
        <ButtonLink href={listHref}>一覧に戻る</ButtonLink>
        {mayRenew && !renewalRefusal && (
          <ConfirmDialog
            trigger="証明書更新"
            look="primary"
            message={renewalQuestion}
            action={renewCertificateAction}
            fallbackHref={paths.renewCertificate(orcamoId, number)}
          >
            <RenewalFields orcamoId={orcamoId} number={number} generation={generation} />
          </ConfirmDialog>
        )}
        {mayDownload && <Downloads orcamoId={orcamoId} number={number} withPassword={can(actor, "certificates:password")} />}
        {issued && can(actor, "certificates:revoke") && (
          <ButtonLink look="danger" href={paths.revokeCertificate(orcamoId, number)}>
            失効
          </ButtonLink>
        )}
      </div>
      {mayRenew && renewalRefusal && (
        <p className="mt-3 text-solid-gray-700">{refusalSentence(renewalRefusal, { commonName })}</p>
      )}
      {issued && keyElsewhere && can(actor, "certificates:download") && (
        <p className="mt-3 text-solid-gray-700">{refusalSentence("CERTIFICATE_KEY_ELSEWHERE")}</p>
      )}
      {mayDownload && <ModernDownload orcamoId={orcamoId} number={number} />}
    </>
  );
}

interface DownloadsProps {
  readonly orcamoId: string;
  readonly number: number;
}

function Downloads({ orcamoId, number, withPassword }: DownloadsProps & { readonly withPassword: boolean }) {
  return (
    <>
      <ButtonLink href={paths.pkcs12(orcamoId, number)}>
        <Icon name="download" />
        ダウンロード(p12形式)
      </ButtonLink>
      {withPassword && (
        <ButtonLink href={paths.zip(orcamoId, number)}>
          <Icon name="download" />
          ダウンロード(zip形式)
        </ButtonLink>
      )}
    </>
  );
}

/** "compatible" is what every client in the field reads; this one is for new systems (PRODUCT.md §3). */
function ModernDownload({ orcamoId, number }: DownloadsProps) {
  return (
    <details className="mt-4 screen-only">
      <summary className="inline-flex min-h-11 items-center gap-1 text-blue-1000 underline underline-offset-4">
        AES-256形式でダウンロードする
      </summary>
      <p className="mt-2">
        新しい暗号方式のファイルです。monsiaj、glclient2などの連携ソフトでは読み込めないことがあります。通常は上のボタンをお使いください。
      </p>
      <p className="mt-2">
        <ButtonLink href={withQuery(paths.pkcs12(orcamoId, number), { encryption: "modern" })}>
          <Icon name="download" />
          ダウンロード(p12形式、AES-256)
        </ButtonLink>
      </p>
    </details>
  );
}
