import { countPooledKeys } from "#lib/authority/key-pool.ts";
import { env } from "#lib/platform/env.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** Few of them are no fault: a key is made when none is there. */
export async function checkKeyPool(): Promise<Finding> {
  const { keyPoolSize } = env();
  if (keyPoolSize === 0) return ok("no keys are made ahead (PORTAL_KEY_POOL=0)");
  const count = await countPooledKeys();
  const about = `${count} of ${keyPoolSize} keys made ahead`;
  const todo = "see that the worker runs (PORTAL_WORKER, npm run worker): it makes more while the portal is idle";
  return count < keyPoolSize / 10 ? warn(about, todo) : ok(about);
}
