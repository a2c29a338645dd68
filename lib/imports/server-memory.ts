import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { tenantServerUrl } from "../postgres/tenant-server.ts";

/**
 * Memory of the server's processes that work for a restore, in bytes: a view's query may ask for all there is, and the
 * system would then end any process of the server, and with it all clinics' connections. Known where the server is on this
 * machine and that is Linux; elsewhere 0, and the server's operator must limit it.
 */
export function memoryOfBackends(pids: readonly number[]): number {
  if (!isHere()) return 0;
  return pids.reduce((sum, pid) => sum + anonymousMemory(pid), 0);
}

/** What two workers need for their indexes (maintenance_work_mem, and each has helpers) stays far below. */
export const mostBackendBytes = Math.max(1e9, Math.min(2e9, totalmem() / 4));

function isHere(): boolean {
  const { hostname } = new URL(tenantServerUrl("postgres"));
  return hostname === "" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/** Without shared buffers, which each process shows as its own. A number that is another program's counts nothing. */
function anonymousMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    if (!/^Name:\s*postgres/m.test(status)) return 0;
    return Number(/^RssAnon:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // It has ended, or this is no Linux.
    return 0;
  }
}
