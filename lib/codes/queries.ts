import { permit } from "../access/permissions.ts";
import { env } from "../platform/env.ts";
import type { Scope } from "../platform/scope.ts";
import { open } from "../platform/secrets.ts";
import { loadSelf } from "./load.ts";
import { totpBinding, totpKey } from "./totp.ts";

export type Codes =
  | { readonly state: "none" }
  /** Waits for a first code: the secret is shown until then, and never after. */
  | { readonly state: "started"; readonly uri: string; readonly secret: string }
  | { readonly state: "set"; readonly since: Date; readonly recoveryCodesLeft: number };

/** One's own third factor. */
export async function getCodes(scope: Scope): Promise<Codes> {
  permit(scope, "codes:manage");
  const { id, tenantId, loginId, totpEnvelope, totpSince } = await loadSelf(scope);
  if (!totpEnvelope) return { state: "none" };
  if (totpSince) {
    const recoveryCodesLeft = await scope.db.recoveryCode.count({ where: { userId: id, usedAt: null } });
    return { state: "set", since: totpSince, recoveryCodesLeft };
  }
  const { uri, text } = totpKey(open(totpEnvelope, totpBinding(tenantId, id)), env().brand.product, loginId);
  return { state: "started", uri, secret: text };
}
