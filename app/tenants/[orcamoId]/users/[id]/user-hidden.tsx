import { HiddenField } from "#components/hidden-field.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";

interface UserHiddenProps {
  readonly tenant: ScopeTenant;
  readonly user: { readonly id: string; readonly version: number };
}

/** Which user, and as the person saw it: who changes what somebody else has changed meanwhile is told. */
export function UserHidden({ tenant, user }: UserHiddenProps) {
  return (
    <>
      <input type="hidden" name="orcamoId" value={tenant.orcamoId} />
      <input type="hidden" name="id" value={user.id} />
      <HiddenField name="version" value={user.version} />
    </>
  );
}
