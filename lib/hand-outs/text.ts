import { env } from "../platform/env.ts";
import type { ScopeTenant } from "../platform/scope.ts";
import { type Role, roleLabels } from "../users/model.ts";

export interface NewUser {
  readonly name: string;
  readonly role: Role;
  readonly loginId: string;
  readonly password: string;
}

/** What `tenant_admin*.txt` says (PRODUCT.md §3). Windows' line ends: it is opened there. */
export function handOutText(tenant: Pick<ScopeTenant, "name" | "orcamoId">, user: NewUser): string {
  return [
    env().brand.product,
    "",
    `テナント: ${tenant.name} (${tenant.orcamoId})`,
    `氏名: ${user.name}`,
    `権限: ${roleLabels[user.role]}`,
    `ログインID: ${user.loginId}`,
    `パスワード: ${user.password}`,
    `アドレス: ${env().origin}/`,
    "",
    "クライアント証明書をインポートしたブラウザで上のアドレスを開き、ログインしてください。",
    "このファイルは他の人の目に触れないところに保管してください。",
    "",
  ].join("\r\n");
}

/** The password in such a text, or undefined when it holds none. */
export function handedOutPassword(text: string): string | undefined {
  return /^パスワード: (\S+)\r?$/m.exec(text)?.[1];
}
