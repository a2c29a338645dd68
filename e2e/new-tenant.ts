import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataDir, type HandOut, signInOf } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { type Certificate, signedIn, type Visitor } from "./visitor.ts";

/** A clinic that no other test knows, with its first administrator, who has chosen a password. */
export async function registerTenant(operator: Visitor, orcamoId: string): Promise<HandOut> {
  const { text } = await callAction(operator, "/operator/tenants/new", serverAction("registerTenantAction"), {
    requestId: randomUUID(),
    orcamoId,
    kind: "clinic",
    name: `テスト医院${orcamoId}`,
    loginId: `admin.${orcamoId}`,
    userName: "山田花子",
    certificates: "1",
  });
  const place = /\/operator\/hand-outs\/[0-9a-f-]{36}/.exec(text)?.[0];
  if (!place) throw new Error(`${orcamoId} was not registered: ${text.slice(0, 300)}`);
  const { body } = await operator.post(`${place}/file`, {});
  return withPassword(unpackHandOut(body, orcamoId));
}

/** Past the change of the initial password. */
export async function withPassword(first: HandOut): Promise<HandOut> {
  const password = "a password of four words";
  const visitor = await signedIn(first);
  const fields = { current: first.password, next: password, again: password };
  const { text } = await callAction(visitor, "/password", serverAction("changePasswordAction"), fields);
  if (!text.includes("notice=password-changed")) throw new Error(`No new password: ${text.slice(0, 300)}`);
  return { ...first, password };
}

/** The zip that the operator receives for a new organisation. */
export function unpackHandOut(zip: Buffer, name: string): HandOut {
  const { dir, files } = unpack(zip, name);
  const sheet = files.find((file) => file.endsWith("tenant_admin1.txt")) ?? "no tenant_admin1.txt";
  return { dir, ...certificateIn(dir, files), ...signInOf(readFileSync(path.join(dir, sheet), "utf8")) };
}

/** The zip of a certificate alone. */
export function unpackCertificate(zip: Buffer, name: string): Certificate {
  const { dir, files } = unpack(zip, name);
  return certificateIn(dir, files);
}

function certificateIn(dir: string, files: readonly string[]): Certificate {
  const find = (ending: string) => path.join(dir, files.find((file) => file.endsWith(ending)) ?? `no ${ending}`);
  return { pkcs12: find(".p12"), passphrase: readFileSync(find(".pass"), "utf8") };
}

function unpack(zip: Buffer, name: string): { dir: string; files: string[] } {
  const dir = path.join(dataDir, "unpacked", name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(`${dir}.zip`, zip);
  execFileSync("unzip", ["-o", "-q", `${dir}.zip`, "-d", dir]);
  return { dir, files: execFileSync("unzip", ["-Z1", `${dir}.zip`], { encoding: "utf8" }).split("\n") };
}
