import { existsSync } from "node:fs";
import type { SandboxLimits } from "./run-sandboxed.ts";

/** Of util-linux, which every Linux but the smallest has; elsewhere programs could still gain rights by a setuid file. */
const setpriv = "/usr/bin/setpriv";

/**
 * Puts a shell before a command: it sets the system's limits, keeps the life line, and becomes the command.
 *
 * The life line is standard input. A portal that was killed closes it without having to do anything, whereupon a process
 * kept for this ends the whole group: pg_restore's own children too, whom PR_SET_PDEATHSIG would not reach.
 *
 * @param alone the user runs nothing else, so that its processes may be counted
 */
export function insideLimits(
  command: string,
  args: readonly string[],
  { deadline, memoryBytes, fileBytes = 1024 * 1024 }: SandboxLimits,
  alone: boolean,
): { command: string; args: string[] } {
  const seconds = Math.max(1, Math.ceil((deadline.getTime() - Date.now()) / 1_000));
  const limits = [seconds + 60, Math.ceil((memoryBytes * 4) / 1024), alone ? "1" : "", Math.ceil(fileBytes / 512)].map(String);
  const confined = existsSync(setpriv) ? [setpriv, "--no-new-privs", "--", command] : [command];
  return { command: "/bin/sh", args: ["-c", script, "sh", ...limits, ...confined, ...args] };
}

/**
 * dash calls the number of processes -p, bash -u. macOS knows no limit of the address space. Standard error is the tool's,
 * and the keeper must hold neither that nor standard output. A little below the portal in priority: more of it, and on a
 * busy machine each of an archive's many small items waits for its turn (bare pg_restore does not).
 */
const script = `
ulimit -c 0
ulimit -t "$1"
ulimit -f "$4"
ulimit -n 256
case "$(uname)" in Linux) ulimit -v "$2" || exit 126 ;; esac
if [ "$3" ]; then ulimit -u 256 2>/dev/null || ulimit -p 256 || exit 126; fi
shift 4
exec 3<&0 </dev/null
(trap '' TERM; exec >/dev/null 2>&1; read -r _ <&3; kill -KILL 0) &
exec 3<&-
exec nice -n 2 "$@"
`;
