import { ActionForm } from "#components/action-form.tsx";
import { RevealedSecret } from "#components/revealed-secret.tsx";
import { showPasswordAction } from "../actions.ts";

/** Shown when asked for, since each time is recorded in the tenant log. */
export function PasswordForm({ orcamoId, number }: { readonly orcamoId: string; readonly number: number }) {
  return (
    <ActionForm action={showPasswordAction}>
      <input type="hidden" name="orcamoId" value={orcamoId} />
      <input type="hidden" name="number" value={number} />
      <RevealedSecret name="password" what="パスワード" />
    </ActionForm>
  );
}
