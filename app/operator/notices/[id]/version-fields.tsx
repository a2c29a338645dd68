import { HiddenField } from "#components/hidden-field.tsx";

/** Which notice, and as it was when the page was opened: who changes it meanwhile is not overwritten. */
export function VersionFields({ notice }: { readonly notice: { readonly id: string; readonly version: number } }) {
  return (
    <>
      <HiddenField name="id" value={notice.id} />
      <HiddenField name="version" value={notice.version} />
    </>
  );
}
