/** Who watches a row. `read` asks the database in this person's scope; the first one's answers serve all. */
export interface Watcher<Value> {
  read(): Promise<Value>;
  /** Each time that the value is another, and once at the beginning. */
  tell(value: Value): void;
  fail(error: unknown): void;
}

/**
 * One question a second for each row that anybody watches, however many watch it: a page that a whole clinic has open costs
 * what one person's does.
 * @param key tells what `read` reads, tenant and all: two watchers of one key get the same answers
 * @returns ends the watching
 */
export function watchRow<Value>(key: string, watcher: Watcher<Value>): () => void {
  const row = rows.get(key) ?? beginWatch(key);
  row.watchers.add(watcher as Watcher<unknown>);
  if (row.last) watcher.tell(row.last.value as Value);
  return () => {
    row.watchers.delete(watcher as Watcher<unknown>);
    if (row.watchers.size > 0) return;
    clearTimeout(row.timer);
    rows.delete(key);
  };
}

interface WatchedRow {
  readonly watchers: Set<Watcher<unknown>>;
  last: { readonly value: unknown; readonly text: string } | undefined;
  timer: NodeJS.Timeout | undefined;
}

const everyMs = 1000;
const rows = new Map<string, WatchedRow>();

function beginWatch(key: string): WatchedRow {
  const row: WatchedRow = { watchers: new Set(), last: undefined, timer: undefined };
  rows.set(key, row);
  // Not at once: the first watcher is still to be put down.
  queueMicrotask(() => ask(row));
  return row;
}

async function ask(row: WatchedRow): Promise<void> {
  const [first] = row.watchers;
  if (!first) return;
  try {
    const value = await first.read();
    const text = JSON.stringify(value);
    if (text !== row.last?.text) {
      row.last = { value, text };
      for (const watcher of row.watchers) watcher.tell(value);
    }
  } catch (error) {
    for (const watcher of row.watchers) watcher.fail(error);
  }
  if (row.watchers.size > 0) row.timer = setTimeout(() => ask(row), everyMs);
}
