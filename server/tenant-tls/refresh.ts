import { endConnections } from "./end-connections.ts";
import { makeFiles } from "./make-files.ts";
import { readOpenings } from "./openings.ts";
import { directoryOf, findTlsPlace } from "./place.ts";
import { reloadTenantServer } from "./reload.ts";
import { readState, stateFile } from "./state.ts";
import { differing, writeFiles } from "./write-files.ts";

/**
 * DB接続サービス: the clinics, the revocation list and the server's certificate as they are now, in PostgreSQL's files and
 * read by it; who may no longer be connected is not. Does nothing where `portal postgres tls-config` never ran.
 * @returns the directory and the names of all files
 */
export async function refreshTenantTls(now: Date): Promise<{ directory: string; names: string[] } | undefined> {
  const place = await findTlsPlace();
  if (!place) return undefined;
  const directory = directoryOf(place);
  const openings = await readOpenings();
  const files = await makeFiles(directory, place.hosts, openings, now);
  const last = readState(directory);
  const differ = differing(directory, files);
  // Noted before it is done: whoever dies in between leaves it to be done again.
  if (differ.size > 0) writeFiles(directory, new Map([...stateFile({ ...last, read: false }), ...differ]));
  if (differ.size > 0 || !last?.read) {
    await reloadTenantServer();
    await endConnections(openings, last?.at);
    writeFiles(directory, stateFile({ at: now, read: true }));
  }
  return { directory, names: [...files.keys()] };
}
