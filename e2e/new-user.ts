import { randomUUID } from "node:crypto";
import type { Role } from "#lib/users/model.ts";
import { withPassword } from "./new-tenant.ts";
import { administrator, type HandOut, signInOf } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { signedIn, type Visitor } from "./visitor.ts";

export interface NewUser extends HandOut {
  /** The page of ユーザ管理 with the user. */
  readonly address: string;
}

/** Somebody of u00000014 whom a test may stop or spoil, past the first change of the password. */
export async function newUser(loginId: string, role: Role = "general"): Promise<NewUser> {
  const admin = await signedIn(administrator());
  const user = await withPassword({ ...administrator(), loginId, password: await addUser(admin, { loginId, role }) });
  const { text } = await admin.get(`/tenants/u00000014/users?loginId=${loginId}`);
  const address = /\/tenants\/u00000014\/users\/[0-9a-f-]{36}/.exec(text)?.[0];
  if (!address) throw new Error(`${loginId} is not in the list.`);
  return { ...user, address };
}

/** By the form of the page. @returns the initial password, out of the file that is handed out */
export async function addUser(admin: Visitor, { loginId, role }: { loginId: string; role: Role }): Promise<string> {
  const fields = { orcamoId: "u00000014", requestId: randomUUID(), loginId, name: `試験 ${loginId}`, role };
  const { text } = await callAction(admin, "/tenants/u00000014/users/new", serverAction("addUserAction"), fields);
  const handOut = /\/tenants\/u00000014\/hand-outs\/[0-9a-f-]{36}/.exec(text)?.[0];
  if (!handOut) throw new Error(`${loginId} was not added: ${text.slice(0, 300)}`);
  return signInOf((await admin.post(`${handOut}/file`, {})).text).password;
}
