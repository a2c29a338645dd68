import { removeStored } from "../storage/sealed-file.ts";
import { storedId } from "./stored-file.ts";

/** What one attempt left in the storage. What cannot be removed now is swept later. */
export async function removeAttempts({ id }: { readonly id: string }, ...attempts: readonly number[]): Promise<void> {
  for (const attempt of attempts) await removeStored({ folder: "dumps", id: storedId({ id, attempt }) }).catch(() => undefined);
}

/** Of workers that died on it. */
export function removeAttemptsBefore({ id, attempt }: { readonly id: string; readonly attempt: number }): Promise<void> {
  return removeAttempts({ id }, ...Array.from({ length: attempt - 1 }, (_, index) => index + 1));
}
