import { mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { type CheckpointSigner, checkpointSigner } from "../authority/checkpoint-key.ts";
import { connections } from "../platform/connections.ts";
import { env } from "../platform/env.ts";
import { formatDate } from "../platform/format.ts";
import { log } from "../platform/log.ts";
import { systemPool } from "../platform/system-db.ts";
import {
  CheckpointError,
  checkpointsBackward,
  type Head,
  headLine,
  listCheckpoints,
  pemName,
  type Statement,
} from "./checkpoint-files.ts";
import { merkleRoot } from "./merkle.ts";

export interface Written {
  readonly number: number;
  readonly heads: number;
  /** Organisations whose log no longer continues what was signed before: their new heads are not signed. */
  readonly refused: readonly string[];
}

/**
 * Signs where every organisation's log stands, and adds it to the directory outside of the database: `.heads` (a line an
 * organisation), `.json` (the statement) and `.sig`. Nothing there is ever written over; what a crash left without a
 * signature stays so, and the next number follows. One at a time, whichever process asks.
 * @throws CheckpointError when what is there was changed: nothing may follow it
 */
export function writeCheckpoint(now: Date, directory: string = env().checkpointDir): Promise<Written> {
  return alone(() => write(now, directory));
}

/** At the start of the portal, when the worker may have stood still. A last one of the future was made by another clock. */
export function writeCheckpointIfDue(now: Date, directory: string = env().checkpointDir): Promise<Written | undefined> {
  return alone(async () => {
    const { value: last } = await checkpointsBackward(directory).next();
    const age = last ? Math.abs(now.getTime() - Date.parse(last.statement.at)) : Number.POSITIVE_INFINITY;
    return age > 60 * 60_000 ? write(now, directory) : undefined;
  });
}

async function write(now: Date, directory: string): Promise<Written> {
  const signer = await checkpointSigner(now);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await provideKey(directory, signer);
  const former = await formerHeads(directory);
  const full = formatDate(former.fullAt) !== formatDate(now);
  const { heads, refused } = await presentHeads(former.heads);
  const lines = [...(full ? new Map([...former.heads, ...heads]) : heads).values()].map(headLine).sort();
  const { lastNumber } = await listCheckpoints(directory);
  const statement: Statement = {
    format: "orcamo-checkpoint-1",
    number: lastNumber + 1,
    at: now.toISOString(),
    previous: former.digest,
    full,
    root: merkleRoot(lines),
    key: signer.id,
  };
  const time = statement.at.replace(/[-:]|\.\d+/g, "");
  const base = path.join(directory, `${String(statement.number).padStart(8, "0")}-${time}`);
  const bytes = Buffer.from(JSON.stringify(statement));
  await addFile(`${base}.heads`, lines.map((line) => `${line}\n`).join(""));
  await addFile(`${base}.json`, bytes);
  await addFile(`${base}.sig`, signer.sign(bytes));
  for (const tenantId of refused) log.error("audit-checkpoint-refused", { tenantId, number: statement.number });
  return { number: statement.number, heads: lines.length, refused };
}

/** One key a directory: who verifies trusts the file that lies there, so a second one would be anybody's. */
async function provideKey(directory: string, { id, publicKeyPem }: CheckpointSigner): Promise<void> {
  const { keys, signed } = await listCheckpoints(directory);
  const file = path.join(directory, pemName(id));
  if (keys.length === 0) return addFile(file, publicKeyPem);
  const present = keys.length === 1 && keys[0] === pemName(id) ? await readFile(file, "utf8") : undefined;
  if (present === publicKeyPem) return;
  // What a crash left of it, before the first checkpoint; nobody has trusted it yet.
  const begun = signed.length === 0 && present !== undefined && publicKeyPem.startsWith(present);
  if (!begun) throw new CheckpointError("key", directory);
  await rm(file);
  await addFile(file, publicKeyPem);
}

interface Former {
  readonly heads: ReadonlyMap<string, Head>;
  readonly digest: string | null;
  readonly fullAt: Date;
}

/** Every head as it was last signed: the changes since the last full checkpoint, over that one. */
async function formerHeads(directory: string): Promise<Former> {
  const heads = new Map<string, Head>();
  let digest: string | null = null;
  for await (const checkpoint of checkpointsBackward(directory)) {
    digest ??= checkpoint.digest;
    for (const head of checkpoint.heads) if (!heads.has(head.tenantId)) heads.set(head.tenantId, head);
    if (checkpoint.statement.full) return { heads, digest, fullAt: new Date(checkpoint.statement.at) };
  }
  return { heads, digest, fullAt: new Date(0) };
}

/**
 * The heads that have moved. One that does not continue what was signed is not signed: who rewrote a log in the
 * database would only have to wait for the next hour.
 */
async function presentHeads(former: Former["heads"]): Promise<{ heads: Map<string, Head>; refused: string[] }> {
  const known = [...former.values()];
  const { rows } = await systemPool().query<{ tenantId: string; sequence: string; hash: string; continues: boolean }>(moved, [
    known.map(({ tenantId }) => tenantId),
    known.map(({ sequence }) => String(sequence)),
    known.map(({ hash }) => hash),
  ]);
  const heads = rows
    .filter((row) => row.continues)
    .map(({ tenantId, sequence, hash }) => [tenantId, { tenantId, sequence: BigInt(sequence), hash }] as const);
  return { heads: new Map(heads), refused: rows.filter((row) => !row.continues).map(({ tenantId }) => tenantId) };
}

const moved = `
  SELECT h."tenantId", h.sequence::text, encode(h.hash, 'hex') AS hash,
    last.hash IS NOT DISTINCT FROM h.hash AND (f.hash IS NULL OR signed.hash IS NOT DISTINCT FROM decode(f.hash, 'hex')) AS continues
  FROM audit_heads h
  LEFT JOIN unnest($1::uuid[], $2::bigint[], $3::text[]) AS f("tenantId", sequence, hash) ON f."tenantId" = h."tenantId"
  LEFT JOIN audit_entries last ON last."tenantId" = h."tenantId" AND last.sequence = h.sequence
  LEFT JOIN audit_entries signed ON signed."tenantId" = f."tenantId" AND signed.sequence = f.sequence
  WHERE f.hash IS NULL OR h.sequence <> f.sequence OR encode(h.hash, 'hex') <> f.hash`;

/** Never over another file, and on the disk before anybody hears of it: bytes and name. */
async function addFile(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, "wx", 0o444);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const directory = await open(path.dirname(file), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Any number but those of migrations, start-up, months of sign_ins and backups; a session's lock, which the connection's end gives back. */
const lock = 7_266_426_005;

/** Over a connection of its own: the smallest pool would have none left for the work. */
async function alone<T>(run: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: connections().system });
  // A broken one is told by the next statement, and has given the lock back.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    return await run();
  } finally {
    await client.end();
  }
}
