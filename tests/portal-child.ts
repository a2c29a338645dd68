import { startWorker } from "#server/worker/start.ts";
import { openOwnPortal } from "./own-portal.ts";

/** A portal with its worker, but for the pages: for tests that kill it. Its PostgreSQL lives on and is taken over by the next. */
const [dataDir = ""] = process.argv.slice(2);
await openOwnPortal(dataDir);
await startWorker();
process.stdout.write("up\n");
