import { runImport } from "#lib/imports/run.ts";

/** A worker with one job: for tests that kill it. Settings come with the environment, as a worker's do. */
const [orcamoId = "", id = ""] = process.argv.slice(2);
await runImport({ orcamoId, id }, { signal: new AbortController().signal });
process.exit(0);
