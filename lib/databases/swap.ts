import { adminPool } from "./prepare-server.ts";
import { readSwap, type SwapRecord } from "./swap-record.ts";

export type { SwapRecord } from "./swap-record.ts";

/** Whether an import's database was swapped in, as the server itself knows it, whatever the portal's own rows say. */
export async function findSwap(importId: string): Promise<SwapRecord | undefined> {
  return readSwap(await adminPool(), importId);
}

/**
 * The staging database of the import becomes the live one, and the live one is set aside. Twice is once.
 * @throws StaleAttempt, SwapBlocked, StagingChanged
 */
export async function swapIn(_swap: { importId: string; attempt: number; orcamoId: string }): Promise<SwapRecord> {
  throw new Error("not yet");
}
