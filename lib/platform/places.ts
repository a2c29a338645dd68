import { once } from "./once.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import type { TenantId } from "./scope.ts";

/** What takes memory for as long as it goes on, in this process: so many at once, and so many of one tenant. */
export interface Places {
  readonly name: string;
  readonly all: number;
  readonly tenant: number;
  /** What one more is refused with. */
  readonly full: RefusalCode;
}

/** Given back when it is disposed of. @throws Refusal `full` */
export function takePlace({ name, all, tenant, full }: Places, tenantId: TenantId): Disposable {
  const taken = once(`places ${name}`, () => new Map<TenantId, number>());
  const own = taken.get(tenantId) ?? 0;
  const sum = [...taken.values()].reduce((total, count) => total + count, 0);
  if (own >= tenant || sum >= all) throw new Refusal(full);
  taken.set(tenantId, own + 1);
  return {
    [Symbol.dispose]() {
      const left = (taken.get(tenantId) ?? 1) - 1;
      if (left > 0) taken.set(tenantId, left);
      else taken.delete(tenantId);
    },
  };
}
