import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import { kindLabels } from "#lib/certificates/model.ts";
import { limits } from "#lib/tenants/model.ts";

export const registerLabels = {
  orcamoId: "ORCAMO ID",
  serverVendor: "サーバ管理ベンダー",
  generalVendor: "一般ベンダー",
  loginId: "ログインID",
  userName: "氏名",
  userKana: "フリガナ",
  mail: "メール",
  certificates: "証明書の枚数",
  db: kindLabels.db,
  api: kindLabels.api,
  backup: kindLabels.backup,
};

export function VendorFields() {
  const hint = "委託するベンダーのORCAMO ID（vと数字8桁）。委託しないときは空欄にします。";
  return (
    <>
      <TextField name="serverVendor" label={registerLabels.serverVendor} hint={hint} maxLength={9} autoComplete="off" />
      <TextField name="generalVendor" label={registerLabels.generalVendor} hint={hint} maxLength={9} autoComplete="off" />
    </>
  );
}

export function UserFields() {
  const own = { autoComplete: "off" };
  return (
    <>
      <TextField
        name="loginId"
        label={registerLabels.loginId}
        hint="半角の英数字と . _ @ - が使えます。すべてのテナントで重複しないものにします。"
        maxLength={64}
        required
        {...own}
      />
      <TextField name="userName" label={registerLabels.userName} maxLength={100} required {...own} />
      <TextField name="userKana" label={registerLabels.userKana} maxLength={100} {...own} />
      <TextField name="mail" label={registerLabels.mail} type="email" maxLength={254} {...own} />
    </>
  );
}

export function CertificateFields({ kind }: { readonly kind: "clinic" | "vendor" }) {
  return (
    <>
      <SelectField
        name="certificates"
        label={`${registerLabels.certificates}（${kindLabels[kind === "clinic" ? "client" : "vendor"]}）`}
        hint="ログインする端末1台につき1枚です。"
        options={counts(1, limits.certificates)}
        defaultValue="1"
        required
      />
      {kind === "clinic" &&
        (["db", "api", "backup"] as const).map((other) => (
          <SelectField
            key={other}
            name={other}
            label={registerLabels[other]}
            options={counts(0, limits.otherCertificates)}
            defaultValue="0"
          />
        ))}
    </>
  );
}

function counts(least: number, most: number) {
  return Array.from({ length: most - least + 1 }, (_, index) => String(least + index)).map((value) => ({
    value,
    label: `${value}枚`,
  }));
}
