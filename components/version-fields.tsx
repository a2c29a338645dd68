import { HiddenField } from "./hidden-field.tsx";

/** Which row a form changes, and as it was when the page was opened: what somebody else changes meanwhile is not overwritten. */
export function VersionFields({ row }: { readonly row: { readonly id: string; readonly version: number } }) {
  return (
    <>
      <HiddenField name="id" value={row.id} />
      <HiddenField name="version" value={row.version} />
    </>
  );
}
