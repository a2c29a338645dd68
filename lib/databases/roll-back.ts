import type { SwapRecord } from "./swap-record.ts";

/** @throws Refusal ROLLBACK_NOT_POSSIBLE; SwapBlocked */
export async function swapBack(_importId: string, _orcamoId: string): Promise<SwapRecord> {
  throw new Error("not yet");
}
