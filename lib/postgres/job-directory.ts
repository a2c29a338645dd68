/** Mode 0700, of the sandbox's user: plain bytes of a running job lie there and nowhere else. */
export function makeJobDirectory(_id: string): Promise<string> {
  return Promise.reject(new Error("makeJobDirectory"));
}

export function removeJobDirectory(_id: string): Promise<void> {
  return Promise.reject(new Error("removeJobDirectory"));
}

/** Those of jobs that are over, after a crash. */
export function sweepJobDirectories(_openIds: ReadonlySet<string>): Promise<void> {
  return Promise.reject(new Error("sweepJobDirectories"));
}
