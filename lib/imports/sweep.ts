/** The job of each minute: scheduled imports whose hour has come, and those that no worker has in hand any more. */
export async function startDueImports(now: Date): Promise<void> {
  throw new Error(`${now.toISOString()}`);
}
