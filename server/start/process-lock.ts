import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";

/**
 * A file that one living process holds. The holder's start time stands beside its number, because in a container
 * numbers come again quickly and a lock left by a killed process must not block the next start.
 *
 * @returns a function that gives it back, or the number of the process that holds it.
 */
export function takeLock(file: string): (() => void) | number {
  for (let tries = 0; ; tries++) {
    try {
      const handle = openSync(file, "wx", 0o600);
      writeSync(handle, mark(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST") || tries > 10) throw error;
    }
    const left = existsSync(file) ? readFileSync(file, "utf8") : "";
    const holder = Number.parseInt(left, 10);
    if (holder && left === mark(holder)) return holder;
    rmSync(file, { force: true });
  }
}

/** `<number> <start time in clock ticks since boot>`; the number alone where there is no /proc; "" for no process. */
function mark(pid: number): string {
  if (!existsSync("/proc/self/stat")) return isAlive(pid) ? `${pid}` : "";
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "latin1") : "";
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || !fields[19] ? "" : `${pid} ${fields[19]}`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
