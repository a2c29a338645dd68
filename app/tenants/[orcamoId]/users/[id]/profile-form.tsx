import { ActionForm } from "#components/action-form.tsx";
import { FormDisclosure } from "#components/form-disclosure.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";
import type { UserDetails } from "#lib/users/queries.ts";
import { editUserAction } from "../actions.ts";
import { ProfileFields, profileLabels } from "../profile-fields.tsx";
import { UserHidden } from "./user-hidden.tsx";

interface ProfileFormProps {
  readonly tenant: ScopeTenant;
  readonly user: UserDetails;
}

export function ProfileForm({ tenant, user }: ProfileFormProps) {
  return (
    <ActionForm action={editUserAction} labels={profileLabels}>
      <UserHidden tenant={tenant} user={user} />
      <FormDisclosure summary="氏名・フリガナ・メールを編集">
        <ProfileFields name={user.name} nameKana={user.nameKana} mail={user.mail} />
        <SubmitButton>保存する</SubmitButton>
      </FormDisclosure>
    </ActionForm>
  );
}
