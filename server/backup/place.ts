import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "#server/start/failure.ts";

/** Who takes the backups away must not take the key along. @throws StartFailure */
export function requireApart(out: string, keysOut: string | undefined, keyFile: string): void {
  if (contains(realPlace(out), realPlace(keyFile)))
    throw new StartFailure(`--out ${out} holds the key-encryption key itself (${keyFile}): name a directory for backups alone.`);
  if (!keysOut) return;
  const [data, keys] = [realPlace(out), realPlace(keysOut)];
  if (contains(data, keys) || contains(keys, data))
    throw new StartFailure(`--keys-out ${keysOut} and --out ${out} lie in one another: keep the key apart from the data.`);
}

/** Makes a directory that its owner alone may enter. @throws StartFailure when a file has the name */
export function makeOwn(directory: string): void {
  if (existsSync(directory) && !statSync(directory).isDirectory())
    throw new StartFailure(`${directory} is a file: name a directory.`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** As the file system sees it, also where the last parts do not exist yet: a link must not hide that two are one. */
function realPlace(directory: string): string {
  const absolute = path.resolve(directory);
  if (existsSync(absolute)) return realpathSync(absolute);
  return path.join(realPlace(path.dirname(absolute)), path.basename(absolute));
}

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
}
