import { type SpawnOptions, spawn } from "node:child_process";

export interface Outcome {
  /** Exit code; 127 when the command could not be started, 128 when a signal ended it. */
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** Runs a command to its end without a shell. Never throws: a command that does not exist ends with 127. */
export function execute(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.once("close", (code) => resolve({ code: code ?? 128, output }));
    // A server that the command leaves behind may hold the pipes open for ever.
    child.once("exit", (code) => setTimeout(() => resolve({ code: code ?? 128, output }), 2_000).unref());
    child.once("error", (error) => resolve({ code: 127, output: `${output}${error.message}` }));
  });
}

/** The end of what a command said, for a failure: whole lines, at most the last twelve. */
export function lastWords({ output }: Outcome): string {
  return output.trimEnd().split("\n").slice(-12).join("\n");
}
