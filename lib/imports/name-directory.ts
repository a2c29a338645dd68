/** Of a job's directory: one an attempt, since one that was given up may still write into its own. */
export function directoryName({ id, attempt }: { readonly id: string; readonly attempt: number }): string {
  return `${id}-${attempt}`;
}
