import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface SessionProcess {
  readonly pid: number;
  /** Resident memory; pages that processes share count for each. */
  readonly bytes: number;
}

/** The size of a page on every machine that PostgreSQL's packages are made for. */
const pageBytes = 4096;

/**
 * Every process of a session, also one that left its process group. Only Linux tells: elsewhere the list is empty, and
 * memory is not watched.
 * @param session the process that was started detached
 */
export function processesOf(session: number): SessionProcess[] {
  if (!existsSync("/proc/self/stat")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name), session))
    .filter((each) => each !== undefined);
}

/** Fields of proc(5) after the name in brackets, which may hold anything: state is the first, session the fourth. */
function readProcess(pid: number, session: number): SessionProcess | undefined {
  const stat = readStat(pid);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (Number(fields[3]) !== session || fields[0] === "Z") return undefined;
  return { pid, bytes: Number(fields[21]) * pageBytes };
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    // It ended between the listing and the reading.
    return "";
  }
}
