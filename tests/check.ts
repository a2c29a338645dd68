import { checks } from "./checks.ts";
import { finish } from "./report.ts";

finish(await checks());
