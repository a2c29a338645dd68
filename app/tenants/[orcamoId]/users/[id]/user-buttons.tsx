import { ActionForm } from "#components/action-form.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { can } from "#lib/access/permissions.ts";
import type { Scope } from "#lib/platform/scope.ts";
import type { UserDetails } from "#lib/users/queries.ts";
import { resumeUserAction, unlockUserAction } from "../actions.ts";
import { UserDialog } from "./questions.tsx";
import { UserHidden } from "./user-hidden.tsx";

interface UserButtonsProps {
  readonly scope: Scope;
  readonly user: UserDetails;
}

/** What can be done with the user. What takes something away is asked first. */
export function UserButtons({ scope, user }: UserButtonsProps) {
  const mayManage = can(scope.actor, "users:manage");
  const mayGrant = can(scope.actor, "users:grant") && !user.self;
  return (
    <>
      {mayManage && user.state === "stopped" && (
        <ActionForm action={resumeUserAction}>
          <UserHidden tenant={scope.tenant} user={user} />
          <SubmitButton look="secondary">再開</SubmitButton>
        </ActionForm>
      )}
      {mayManage && user.locked && (
        <ActionForm action={unlockUserAction}>
          <UserHidden tenant={scope.tenant} user={user} />
          <SubmitButton look="secondary">ロック解除</SubmitButton>
        </ActionForm>
      )}
      {mayGrant && <UserDialog scope={scope} user={user} ask="resetPassword" />}
      {mayGrant && user.codes && <UserDialog scope={scope} user={user} ask="removeCodes" />}
      {mayManage && !user.self && user.state === "active" && <UserDialog scope={scope} user={user} ask="stop" />}
    </>
  );
}
