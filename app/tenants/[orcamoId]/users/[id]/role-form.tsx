import { ActionForm } from "#components/action-form.tsx";
import { FormDisclosure } from "#components/form-disclosure.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";
import type { UserDetails } from "#lib/users/queries.ts";
import { changeRoleAction } from "../actions.ts";
import { RoleField } from "../role-field.tsx";
import { UserHidden } from "./user-hidden.tsx";

interface RoleFormProps {
  readonly tenant: ScopeTenant;
  readonly user: UserDetails;
}

export function RoleForm({ tenant, user }: RoleFormProps) {
  return (
    <ActionForm action={changeRoleAction} labels={{ role: "権限" }}>
      <UserHidden tenant={tenant} user={user} />
      <FormDisclosure summary="権限を変更">
        <RoleField tenant={tenant} role={user.role} />
        <SubmitButton>変更する</SubmitButton>
      </FormDisclosure>
    </ActionForm>
  );
}
