import { setFlagsFromString } from "node:v8";

/**
 * Has V8 weigh the memory of buffers together with its heap. By itself it collects the whole heap for every 64 MiB of
 * buffers that come and go, however little of the heap has changed: what streams (uploads, dumps) then computes more for
 * marking the portal's objects, again and again, than for its own bytes. Flags are V8's, not Node's: one that a later
 * Node no longer knows is passed over in silence, and the test beside this finds out.
 */
export function weighBuffersWithHeap(): void {
  setFlagsFromString("--external-memory-accounted-in-global-limit");
}
