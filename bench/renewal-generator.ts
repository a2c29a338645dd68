import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { pinned } from "./load.ts";
import type { Clients, Round, RoundResult } from "./renewal-clients.ts";
import { ports } from "./settings.ts";

export interface Generator<Asked = Round, Result extends Pick<RoundResult, "failures"> = RoundResult> extends AsyncDisposable {
  /** @throws Error when something failed */
  play(round: Asked): Promise<Result>;
}

/** The clients in a process of their own, so that their work is not counted as the server's. */
export async function startClients<Asked extends object = Round, Result extends Pick<RoundResult, "failures"> = RoundResult>(
  clients: Clients["clients"],
  program = "renewal-clients.ts",
): Promise<Generator<Asked, Result>> {
  const [command, args] = pinned([process.execPath, path.join(import.meta.dirname, program)]);
  const child = spawn(command, args, { stdio: ["pipe", "inherit", "inherit", "ipc"] });
  child.stdin?.end(JSON.stringify({ port: ports.https, clients } satisfies Clients));
  const ended = new AbortController();
  child.once("exit", () => ended.abort(new Error("The process of the clients ended.")));
  await once(child, "message", ended);
  return {
    play: async (round) => {
      const answered = once(child, "message", ended) as Promise<[Result]>;
      child.send(round);
      const [result] = await answered;
      if (result.failures.length === 0) return result;
      throw new Error(`${JSON.stringify(round)}: ${result.failures.join("; ")}`);
    },
    [Symbol.asyncDispose]: async () => {
      if (ended.signal.aborted) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
