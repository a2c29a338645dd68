import { isRefusal } from "../platform/refusal.ts";
import { hasTenantServer } from "../postgres/tenant-server.ts";
import { findTools } from "../postgres/tools.ts";
import { isSafe, leastSafe, type Version, versionText } from "../postgres/version.ts";
import { ServerUnfit } from "./check-server.ts";
import { prepareServer } from "./prepare-server.ts";
import { requireHealthyServer, serverFacts } from "./read-server.ts";

/** Whether clinics' databases can be imported and dumped, and if not, why. `sentence` is English, for the operator. */
export type DatabasesState =
  | { readonly state: "ready"; readonly version: string }
  | { readonly state: "off" }
  | { readonly state: "unfit"; readonly sentence: string }
  | { readonly state: "away"; readonly cause: string }
  | { readonly state: "sick"; readonly version: string; readonly cause: string }
  | { readonly state: "unsafe"; readonly version: string; readonly least: string }
  | { readonly state: "tools"; readonly version: string; readonly major: number; readonly least: string };

/** Never fails for what an operator can mend. */
export async function databasesState(): Promise<DatabasesState> {
  if (!hasTenantServer()) return { state: "off" };
  try {
    await prepareServer();
  } catch (error) {
    if (error instanceof ServerUnfit) return { state: "unfit", sentence: error.message };
    return { state: "away", cause: causeOf(error) };
  }
  try {
    const { version } = await serverFacts();
    const health = await requireHealthyServer().then(
      () => undefined,
      (error: unknown) => causeOf(error),
    );
    return health === undefined ? await judgeVersions(version) : { state: "sick", version: versionText(version), cause: health };
  } catch (error) {
    return { state: "away", cause: causeOf(error) };
  }
}

async function judgeVersions(found: Version): Promise<DatabasesState> {
  const version = versionText(found);
  const least = leastSafe(found);
  if (!isSafe(found)) return { state: "unsafe", version, least };
  for (const tool of ["pg_dump", "pg_restore"] as const) {
    const fits = (await findTools(tool)).some((each) => each.version.major === found.major && isSafe(each.version));
    if (!fits) return { state: "tools", version, major: found.major, least };
  }
  return { state: "ready", version };
}

function causeOf(error: unknown): string {
  if (isRefusal(error)) return String(error.facts.cause ?? error.code);
  return error instanceof Error ? error.message : String(error);
}
