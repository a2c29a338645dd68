import { systemScope } from "#lib/access/system-scope.ts";
import { askRenewal } from "#lib/renewals/ask.ts";
import { holder, inWindow, origin } from "./renewals.ts";

/** A portal that renews what it is told, one after the other: for tests that kill it. It says a word before it begins. */
const [orcamoId = "", ...numbers] = process.argv.slice(2);
const scope = await systemScope(orcamoId, "test");
const holders = await Promise.all(numbers.map((number) => holder(scope, Number(number), inWindow, {}, 1)));
process.stdout.write("begun\n");
for (const each of holders) await askRenewal(each, { origin });
process.exit(0);
