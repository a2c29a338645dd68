export interface SandboxLimits {
  /** Wall clock. */
  readonly deadline: Date;
  /** Resident memory of all processes together, in bytes. */
  readonly memoryBytes: number;
}

export interface SandboxRun {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to a clean environment. */
  readonly env: NodeJS.ProcessEnv;
  /** From `makeJobDirectory`. */
  readonly directory: string;
  readonly limits: SandboxLimits;
  readonly signal: AbortSignal;
  /** Each line of standard output and standard error as it comes. */
  onLine(line: string): void;
}

export interface SandboxEnd {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly endedBy: "itself" | "signal" | "time" | "memory";
  /** The last lines that it wrote. */
  readonly tail: string;
}

export function runSandboxed(_run: SandboxRun): Promise<SandboxEnd> {
  return Promise.reject(new Error("runSandboxed"));
}
