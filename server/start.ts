import { once } from "node:events";
import { env } from "#lib/platform/env.ts";
import { ensureBuild } from "./start/build.ts";
import { prepareDatabase } from "./start/database.ts";
import { takeDataDirectory } from "./start/directory.ts";
import { explain } from "./start/explain.ts";
import { requireFreePorts } from "./start/ports.ts";
import { say } from "./start/say.ts";
import { weighBuffersWithHeap } from "./start/weigh-buffers.ts";
import { readyWords } from "./start/words.ts";

/** `npm start`: each step finds its work done or does it, so that a start after any interruption goes on from there. */
async function start(running: AsyncDisposableStack, stopping: AbortSignal): Promise<void> {
  const dev = process.argv.includes("--dev");
  const began = Date.now();
  const { dataDir, bind, port, httpPort, authPort, origin } = env();
  running.defer(takeDataDirectory(dataDir));
  await requireFreePorts(bind, {
    PORTAL_PORT: port,
    PORTAL_HTTP_PORT: httpPort,
    ...(authPort && { PORTAL_AUTH_PORT: authPort }),
  });
  await prepareDatabase(env(), running, say);
  if (stopping.aborted) return;
  // From here on modules read the database's addresses, which the step before wrote.
  const { prepareData } = await import("./start/prepare-data.ts");
  const { handouts } = await prepareData();
  if (!dev && !stopping.aborted) await ensureBuild(say, stopping);
  if (stopping.aborted) return;
  say("Starting the server");
  const { serve } = await import("./main.ts");
  const server = await serve({ dev });
  running.defer(() => server.close());
  say(`Started in ${((Date.now() - began) / 1000).toFixed(1)} s\n\n${readyWords(origin, handouts)}`);
}

/** Ctrl-C reaches this process from the terminal and again from npm and bootstrap.mjs: all count as one. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) return;
    say("\nStopping");
    controller.abort();
    setTimeout(() => process.exit(1), 45_000).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // bootstrap.mjs is gone without having said a word.
  if (process.channel) process.once("disconnect", stop);
  return controller.signal;
}

weighBuffersWithHeap();
const stopping = stopSignal();
const running = new AsyncDisposableStack();
let code = 0;
try {
  await start(running, stopping);
  if (!stopping.aborted) await once(stopping, "abort");
} catch (error) {
  if (!stopping.aborted) {
    process.stderr.write(`\n${explain(error)}\n`);
    code = 1;
  }
}
try {
  await running.disposeAsync();
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  code = 1;
}
process.exit(code);
