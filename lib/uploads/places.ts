import { once } from "../platform/once.ts";
import { Refusal } from "../platform/refusal.ts";

/** Each sender takes some 56 MiB of memory (store-pieces.ts): so many at once, and of one tenant. */
const most = { all: 10, tenant: 3 } as const;

/** Given back when it is disposed of. @throws Refusal UPLOADS_BUSY */
export function takePlace(tenantId: string): Disposable {
  const taken = once("upload-places", () => new Map<string, number>());
  const own = taken.get(tenantId) ?? 0;
  const all = [...taken.values()].reduce((sum, count) => sum + count, 0);
  if (own >= most.tenant || all >= most.all) throw new Refusal("UPLOADS_BUSY");
  taken.set(tenantId, own + 1);
  return {
    [Symbol.dispose]() {
      const left = (taken.get(tenantId) ?? 1) - 1;
      if (left > 0) taken.set(tenantId, left);
      else taken.delete(tenantId);
    },
  };
}
