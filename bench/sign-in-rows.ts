import type { Client } from "pg";

/** So many of each in every tenant: a filter by one finds a twentieth of the rows. */
export const kinds = 20;
export const years = 5;

/**
 * Rows of these tenants over the last five years, in about the order of time. Without the indexes while they come, which
 * are then made by sorting, as a restored backup has them: minutes instead of an hour.
 */
export async function makeRows(owner: Client, system: Client, tenants: readonly { id: string; rows: number }[]): Promise<void> {
  await owner.query("SELECT portal_make_sign_in_partitions((now() - make_interval(years => $1))::date, $1 * 12 + 3)", [years]);
  const { rows: indexes } = await owner.query<{ name: string; definition: string; key: boolean }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition, indisprimary AS key
     FROM pg_index WHERE indrelid = 'sign_ins'::regclass`,
  );
  const others = indexes.filter(({ key }) => !key);
  for (const { name } of others) await owner.query(`DROP INDEX ${name}`);
  await owner.query("ALTER TABLE sign_ins DROP CONSTRAINT sign_ins_pkey");
  for (const { id, rows } of tenants) await system.query(insert, [id, rows]);
  await owner.query("SET maintenance_work_mem = '512MB'");
  await owner.query('ALTER TABLE sign_ins ADD CONSTRAINT sign_ins_pkey PRIMARY KEY ("tenantId", "at", "id")');
  for (const { definition } of others) await owner.query(definition.replace(" ON ONLY ", " ON "));
  await owner.query("VACUUM (ANALYZE) sign_ins");
}

/** One in twenty is a failure. Texts as long as those of a browser. */
const insert = `INSERT INTO sign_ins (id, "tenantId", at, "loginId", "userId", name, door, result, reason, address, "commonName", serial, "userAgent")
  SELECT gen_random_uuid(), $1, date_trunc('milliseconds', now() - (i::float / $2) * make_interval(years => ${years})),
    'user' || (random() * ${kinds} - 0.5)::integer, NULL, '日医 太郎', 'portal',
    CASE WHEN i % 20 = 0 THEN 'failure' ELSE 'success' END, CASE WHEN i % 20 = 0 THEN 'PASSWORD_WRONG' END,
    '192.0.2.' || (random() * ${kinds} - 0.5)::integer, 'client' || c, lpad(c::text, 32, '1a2b3c4d'),
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
  FROM (SELECT i, (random() * ${kinds} - 0.5)::integer AS c FROM generate_series(1, $2::integer) AS i) AS numbers`;
