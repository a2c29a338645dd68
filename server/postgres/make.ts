import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execute, lastWords } from "#lib/platform/execute.ts";
import type { Installation } from "#lib/postgres/installations.ts";
import { type Account, droppedTo } from "#lib/postgres/os-account.ts";
import { StartFailure } from "#server/start/failure.ts";
import { makeDirectory } from "./place.ts";
import type { ClusterRecord } from "./record.ts";

/**
 * initdb: UTF-8, the C locale (sorting that no library upgrade changes), page checksums, passwords by SCRAM. Made
 * under another name first, so that an interrupted one is never taken for a cluster.
 */
export async function makeCluster(
  { directory, password }: ClusterRecord,
  { bin }: Installation,
  account: Account | undefined,
): Promise<void> {
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  makeDirectory(draft, account);
  const secret = passwordFile(password, account);
  const options = ["--encoding=UTF8", "--locale=C", "--data-checksums", "--auth=scram-sha-256", "--no-instructions"];
  const args = ["-D", draft, "-U", "postgres", `--pwfile=${secret}`, ...options];
  const made = await execute(path.join(bin, "initdb"), args, droppedTo(account));
  rmSync(path.dirname(secret), { recursive: true });
  if (made.code !== 0) throw new StartFailure(`PostgreSQL could not make its cluster in ${directory}:\n${lastWords(made)}`);
  if (existsSync(directory)) rmSync(directory, { recursive: true });
  renameSync(draft, directory);
}

function passwordFile(password: string, account: Account | undefined): string {
  const directory = mkdtempSync(path.join(tmpdir(), "orcamo-portal-"));
  const file = path.join(directory, "password");
  writeFileSync(file, password, { mode: 0o600 });
  for (const each of account ? [file, directory] : []) chownSync(each, account?.uid ?? 0, account?.gid ?? 0);
  return file;
}
