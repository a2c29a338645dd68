import { paths } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { formatDate } from "#lib/platform/format.ts";
import type { PeerCertificate } from "#lib/platform/peer.ts";

/** Which certificate the browser chose: the first thing that support asks. */
export function CertificateInUse({ certificate }: { readonly certificate: PeerCertificate | undefined }) {
  if (!certificate || !("commonName" in certificate)) return <p>クライアント証明書が選択されていません。</p>;
  return (
    <>
      <DescriptionList
        items={[
          { term: "CN", value: certificate.commonName },
          { term: "O", value: certificate.organization },
          { term: "有効期限", value: formatDate(certificate.notAfter) },
        ]}
      />
      <p className="mt-3">
        別の証明書を使う場合は、ブラウザをすべて閉じて開き直し、証明書の選択画面で選んでください。証明書の取り込み方は、
        <a href={paths.windowsGuide} className="text-blue-1000 underline underline-offset-4">
          証明書のインポート手順
        </a>
        をご覧ください。
      </p>
    </>
  );
}
