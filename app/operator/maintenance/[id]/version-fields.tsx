import { HiddenField } from "#components/hidden-field.tsx";

/** Which window, and as it was when the page was opened: who changes it meanwhile is not overwritten. */
export function VersionFields({ window }: { readonly window: { readonly id: string; readonly version: number } }) {
  return (
    <>
      <HiddenField name="id" value={window.id} />
      <HiddenField name="version" value={window.version} />
    </>
  );
}
