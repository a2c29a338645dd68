import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { dump } from "#tests/archives/dump.ts";
import { dataDir } from "./portal.ts";

/** `orca.dump` as a clinic makes it: tables with Japanese names and data, of the real pg_dump. @returns its place */
export async function clinicDump(name: string, patients = 200): Promise<string> {
  const record = readRecord(dataDir);
  if (!record) throw new Error(`${dataDir} holds no cluster.`);
  const admin = superuserUrl(record);
  const database = `clinic_${randomBytes(4).toString("hex")}`;
  const url = admin.replace(/\/postgres$/, `/${database}`);
  await withClient(admin, (client) => client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`));
  try {
    await withClient(url, (client) => client.query(tables(patients)));
    const file = path.join(dataDir, "e2e-dumps", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, await dump({ url, [Symbol.asyncDispose]: async () => undefined }));
    return file;
  } finally {
    await withClient(admin, (client) => client.query(`DROP DATABASE ${database} WITH (FORCE)`));
  }
}

function tables(patients: number): string {
  return `CREATE TABLE tbl_ptinf (ptid bigint PRIMARY KEY, name text NOT NULL);
    INSERT INTO tbl_ptinf SELECT n, '患者 ' || n FROM generate_series(1, ${patients}) n;
    CREATE TABLE "受付" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ptid bigint REFERENCES tbl_ptinf);
    INSERT INTO "受付" (ptid) SELECT n FROM generate_series(1, ${Math.floor(patients / 2)}) n;
    CREATE VIEW "患者一覧" AS SELECT ptid, name FROM tbl_ptinf;`;
}
