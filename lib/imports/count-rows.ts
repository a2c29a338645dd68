import { type Client, escapeIdentifier as id } from "pg";
import { plainText } from "../platform/plain-text.ts";
import { withTenantServer } from "../postgres/tenant-server.ts";
import { refuseLongMessages } from "./refuse-long-messages.ts";

export interface CountedTable {
  /** `schema.name`, plain text. */
  readonly table: string;
  /** The uppermost table that it is a partition of, otherwise itself. */
  readonly root: string;
  readonly rows: number;
}

export interface Counts {
  readonly tables: readonly CountedTable[];
  /** Such tables are not counted: `schema.name`. */
  readonly ofExtensions: ReadonlySet<string>;
  readonly largeObjects: number;
}

/**
 * Counts the rows of every table of a database as of one moment, over two connections. Partitions are counted, the tables
 * that they belong to are not; what an extension brought is left out.
 *
 * @param signal ends it, also in the server
 * @param onProgress 0 to 1; never falls
 */
export function countRows(database: string, signal: AbortSignal, onProgress: (done: number) => void): Promise<Counts> {
  return whileWanted(database, signal, (first) =>
    whileWanted(database, signal, async (second) => {
      await openSnapshot(first, second);
      const { rows: listed } = await first.query<Listed>(tablesSql);
      const { rows: objects } = await first.query<{ n: string }>("SELECT count(*) AS n FROM pg_largeobject_metadata");
      const own = listed.filter(({ ofExtension }) => !ofExtension);
      const ofExtensions = new Set(listed.filter(({ ofExtension }) => ofExtension).map(nameOf));
      const tables = await countAll([first, second], own, onProgress);
      return { tables, ofExtensions, largeObjects: Number(objects[0]?.n ?? 0) };
    }),
  );
}

interface Listed {
  readonly schema: string;
  readonly name: string;
  readonly root: string;
  readonly pages: number;
  /** The one that is read to count: of fixed length, or else of limited. null when all are generated, or there is none. */
  readonly column: string | null;
  readonly ofExtension: boolean;
}

/** The largest first, so that both connections are busy to the end. Asking for sizes as they are would wait for locks. */
const tablesSql = `
  SELECT n.nspname AS schema, c.relname AS name, c.relpages AS pages, (
      SELECT rn.nspname || '.' || r.relname FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace
      WHERE r.oid = coalesce(pg_partition_root(c.oid), c.oid)) AS root,
    (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      ORDER BY a.attlen < 0, a.atttypmod < 0, a.attnum LIMIT 1) AS column,
    EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS "ofExtension"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  ORDER BY c.relpages DESC, n.nspname, c.relname
`;

/** Both connections see the same moment; a rule or a setting of the database changes nothing of what they count. */
async function openSnapshot(first: Client, second: Client): Promise<void> {
  const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  const settings = "SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '2h'; SET LOCAL row_security = off";
  await first.query(`${begin}; ${settings}`);
  const { rows } = await first.query<{ snapshot: string }>("SELECT pg_export_snapshot() AS snapshot");
  await second.query(`${begin}; SET TRANSACTION SNAPSHOT '${rows[0]?.snapshot}'; ${settings}`);
}

async function countAll(clients: Client[], tables: Listed[], onProgress: (done: number) => void): Promise<CountedTable[]> {
  const all = tables.reduce((sum, { pages }) => sum + weightOf(pages), 0);
  const counted: CountedTable[] = [];
  const waiting = [...tables];
  let done = 0;
  const work = async (client: Client) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { root, pages } = next;
      counted.push({ table: nameOf(next), root: plainText(root, 200), rows: await countOne(client, next) });
      done += weightOf(pages);
      onProgress(done / all);
    }
  };
  await Promise.all(clients.map(work));
  return counted;
}

/**
 * COPY, and never SELECT: whoever plans a query of a table runs functions that stand in its indexes' expressions and in its
 * statistics, and they are a stranger's. It takes half as long again; a child by inheritance is a table of its own.
 */
async function countOne(client: Client, { schema, name, column }: Listed): Promise<number> {
  const columns = column === null ? "" : ` (${id(column)})`;
  const { rowCount } = await client.query(`COPY ${id(schema)}.${id(name)}${columns} TO STDOUT`);
  return rowCount ?? 0;
}

/** Of the one column; twice as much is needed while it comes. */
const longestRow = 64 * 1024 * 1024;

function nameOf({ schema, name }: Listed): string {
  return plainText(`${schema}.${name}`, 200);
}

/** Without statistics all tables count alike. */
function weightOf(pages: number): number {
  return Math.max(0, pages) + 1;
}

/** A query goes on in the server when its asker is gone, and holds the database: the signal ends it there. */
function whileWanted<T>(database: string, signal: AbortSignal, work: (client: Client) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return withTenantServer(database, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    refuseLongMessages(client, longestRow);
    const end = () => {
      // When the server is away there is nothing to end.
      const sql = "SELECT pg_terminate_backend($1)";
      withTenantServer(database, (other) => other.query(sql, [rows[0]?.pid])).catch(() => undefined);
    };
    signal.addEventListener("abort", end, { once: true });
    try {
      return await work(client);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", end);
    }
  });
}
