import type { ArchiveEntry, ArchiveSummary } from "../archives/model.ts";

/** One thing that pg_restore makes, and what it should cost. */
export interface WeighedItem {
  readonly dumpId: number;
  /** `serial`: made before the two workers begin. `constraint`: nothing else of its table is made meanwhile. */
  readonly kind: "serial" | "data" | "index" | "constraint" | "other";
  /** Of one worker, on the machine that the factors were measured on; another is some times slower at all of them. */
  readonly seconds: number;
  /** As `schema.name`. */
  readonly table: string | undefined;
  readonly compressedBytes: number;
  /** For a person. */
  readonly label: string;
}

/**
 * Seconds for a byte of COPY text and for a row: measured with bench/clinic-database.ts on two cores (PostgreSQL 15).
 * Only how they stand to each other matters.
 */
const perByte = 13e-9;
const perRow = { copy: 0.3e-6, index: 0.55e-6, unique: 0.33e-6, foreignKey: 0.42e-6 };
/** A statement's way to the server and back, and the catalogs; of a worker also its way from one item to the next. */
const perItem = { serial: 0.001, worker: 0.006 };
const perLargeObject = 0.0002;
/** A materialized view reads what it depends on. */
const viewPerByte = 2e-9;

export function weigh({ entries, tables, largeObjects }: ArchiveSummary): WeighedItem[] {
  const dataOf = new Map(tables.map((table) => [table.dumpId, table]));
  const sizeOf = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]));
  const allBytes = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  return entries.map((entry) => {
    const { dumpId, desc } = entry;
    const data = dataOf.get(dumpId);
    const table = data ? `${data.schema}.${data.name}` : entry.table;
    const { rows, bytes } = sizeOf.get(table ?? "") ?? { rows: 0, bytes: 0 };
    const common = { dumpId, table, compressedBytes: data?.compressedBytes ?? 0, label: table ?? entry.tag };
    const item = (kind: WeighedItem["kind"], seconds: number): WeighedItem => ({
      ...common,
      kind,
      seconds: (kind === "serial" ? perItem.serial : perItem.worker) + seconds,
    });
    if (data) return item("data", data.bytes * perByte + data.rows * perRow.copy);
    if (isLargeObjects(entry)) return item("other", largeObjects.bytes * perByte + largeObjects.count * perLargeObject);
    if (entry.section === "pre-data") return item("serial", 0);
    if (desc === "INDEX") return item("index", rows * perRow.index + bytes * 0.1e-9);
    if (desc === "FK CONSTRAINT") return item("constraint", rows * perRow.foreignKey);
    if (desc === "CONSTRAINT") return item("constraint", rows * perRow.unique + bytes * 0.1e-9);
    if (desc === "MATERIALIZED VIEW DATA") return item("other", allBytes * viewPerByte * 0.2);
    return item("other", 0);
  });
}

/** Their contents: the entries beside it are of the single objects, or of nothing but their names. */
function isLargeObjects({ desc }: ArchiveEntry): boolean {
  return desc === "BLOBS";
}
