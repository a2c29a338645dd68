import { checks } from "./checks.ts";
import { endToEnd } from "./end-to-end.ts";
import { finish } from "./report.ts";

finish([...(await checks()), ...(await endToEnd())]);
