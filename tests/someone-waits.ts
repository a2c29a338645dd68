/**
 * Until a transaction of the test's database stands before a lock: what is done next is done while it waits.
 * @throws Error when none does for 20 seconds: the code under test takes no lock any more
 */
export async function someoneWaits(): Promise<void> {
  const { systemPool } = await import("#lib/platform/system-db.ts");
  const end = Date.now() + 20_000;
  while ((await systemPool().query(waiting)).rowCount === 0) {
    if (Date.now() > end) throw new Error("Nobody waits for a lock.");
  }
}

const waiting = `SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE NOT l.granted AND a.datname = current_database()`;
