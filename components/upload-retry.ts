/**
 * When an upload goes on by itself, in milliseconds; progress begins them anew. Together they outlast a restart of the
 * portal, and the time after which a sender that died without a word no longer holds its file (lib/uploads/claim.ts).
 */
export const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000];

/** No answer, one that is on its way elsewhere, or a server that is busy or coming back. A full disk waits for a person. */
export function isPassing(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);
}
