import { endToEnd } from "./end-to-end.ts";
import { finish } from "./report.ts";

finish(await endToEnd(process.argv.slice(2)));
