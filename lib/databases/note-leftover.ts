import type { Pool } from "pg";

/** What is made for one import or one dump is noted before it is made: a process that dies leaves nothing unknown. */
export interface Leftover {
  readonly name: string;
  readonly kind: "staging" | "import role" | "dump role";
  readonly orcamoId: string;
  /** Of the import or the dump. */
  readonly id: string;
}

export async function note(pool: Pool, { name, kind, orcamoId, id }: Leftover): Promise<void> {
  await pool.query(
    `INSERT INTO portal.leftovers (name, kind, orcamo_id, id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET made_at = now()`,
    [name, kind, orcamoId, id],
  );
}

export async function forget(pool: Pool, names: readonly string[]): Promise<void> {
  await pool.query("DELETE FROM portal.leftovers WHERE name = ANY($1)", [names]);
}

export async function listLeftovers(pool: Pool): Promise<(Leftover & { readonly madeAt: Date })[]> {
  const { rows } = await pool.query<Leftover & { madeAt: Date }>(
    `SELECT name, kind, orcamo_id AS "orcamoId", id, made_at AS "madeAt" FROM portal.leftovers ORDER BY made_at`,
  );
  return rows;
}
