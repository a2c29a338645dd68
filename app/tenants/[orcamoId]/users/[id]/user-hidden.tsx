import { VersionFields } from "#components/version-fields.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";

interface UserHiddenProps {
  readonly tenant: ScopeTenant;
  readonly user: { readonly id: string; readonly version: number };
}

export function UserHidden({ tenant, user }: UserHiddenProps) {
  return (
    <>
      <input type="hidden" name="orcamoId" value={tenant.orcamoId} />
      <VersionFields row={user} />
    </>
  );
}
