import type { ArchiveSummary } from "../archives/model.ts";
import type { RestoreForecast } from "./forecast-restore.ts";
import type { Sight } from "./watch.ts";

/** What `pg_restore --verbose` says of its items: alone it names those that it begins, its workers the ends too. */
export function hear(forecast: RestoreForecast, line: string, at: number): void {
  const [, verb, dumpId] = /^pg_restore: (launching|finished) item (\d+) /.exec(line) ?? [];
  if (verb === "launching") forecast.begin(Number(dumpId), at);
  else if (verb === "finished") forecast.end(Number(dumpId), at);
  else if (line === "pg_restore: entering main parallel loop") forecast.endSerial(at);
  else forecast.nextSerial(Number(/^pg_restore: processing item (\d+) /.exec(line)?.[1] ?? -1), at);
}

/** What the server says of tables and indexes that are being made, which may last for minutes. */
export function see(forecast: RestoreForecast, { copies, builds }: Sight, { tables }: ArchiveSummary): void {
  for (const { table, bytes } of copies) {
    const total = tables.find(({ schema, name }) => `${schema}.${name}` === table)?.bytes;
    for (const dumpId of forecast.runningOf(table, ["data"])) if (total) forecast.see(dumpId, bytes / total);
  }
  const seen = new Map<string, number>();
  for (const { table, fraction } of builds.toSorted((a, b) => b.fraction - a.fraction)) {
    // The server does not name an index before it is finished. Of two of a table the first that was begun is the further.
    const nth = seen.get(table) ?? 0;
    seen.set(table, nth + 1);
    const dumpId = forecast.runningOf(table, ["index", "constraint"])[nth];
    if (dumpId !== undefined) forecast.see(dumpId, fraction);
  }
}
