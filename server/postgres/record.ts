import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writePrivate } from "#server/start/write-private.ts";

/** What a data directory knows of its private cluster; the password is that of PostgreSQL's superuser. */
export type ClusterRecord = z.infer<typeof shape>;

const shape = z.object({ directory: z.string(), port: z.number(), password: z.string() });

export function readRecord(home: string): ClusterRecord | undefined {
  return existsSync(fileIn(home)) ? shape.parse(JSON.parse(readFileSync(fileIn(home), "utf8"))) : undefined;
}

/** Written before the cluster is made: a crash between leaves a password to make it with, never a cluster without one. */
export function newRecord(home: string, directory: string): ClusterRecord {
  const record = { directory, port: 0, password: randomBytes(24).toString("hex") };
  writeRecord(home, record);
  return record;
}

export function writeRecord(home: string, record: ClusterRecord): void {
  writePrivate(fileIn(home), `${JSON.stringify(record, null, 2)}\n`);
}

export function superuserUrl({ port, password }: ClusterRecord): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function fileIn(home: string): string {
  return path.join(home, "cluster.json");
}
