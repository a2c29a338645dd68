/** Which notice, and as it was when the page was opened: who changes it meanwhile is not overwritten. */
export function VersionFields({ notice }: { readonly notice: { readonly id: string; readonly version: number } }) {
  return (
    <>
      <input type="hidden" name="id" value={notice.id} />
      <input type="hidden" name="version" value={notice.version} />
    </>
  );
}
