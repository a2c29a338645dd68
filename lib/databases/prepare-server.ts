import type pg from "pg";
import { escapeIdentifier } from "pg";
import { once } from "../platform/once.ts";
import { Refusal } from "../platform/refusal.ts";
import {
  adminDatabase,
  administratorUrl,
  connectToServer,
  tenantPool,
  tenantServerUrl,
  withTenantServer,
} from "../postgres/tenant-server.ts";
import { checkServer, ServerUnfit } from "./check-server.ts";

/**
 * The admin database, with what this process needs of it.
 * @throws Refusal DATABASES_OFF, also when a right is missing; DATABASES_AWAY
 */
export async function adminPool(): Promise<pg.Pool> {
  const holder = once("tenant-server-ready", (): { ready: Promise<void> | undefined } => ({ ready: undefined }));
  holder.ready ??= prepareServer().catch((error: unknown) => {
    holder.ready = undefined;
    throw error instanceof ServerUnfit ? new Refusal("DATABASES_OFF", { cause: error.message }) : error;
  });
  await holder.ready;
  return tenantPool();
}

/** Work on a connection of its own to the admin database. */
export async function inAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  await adminPool();
  return withTenantServer(adminDatabase(), work);
}

/**
 * Makes the admin database of the clinics' server and its tables where they are missing. Two at once, or one that was
 * interrupted, do no harm.
 * @throws ServerUnfit; Refusal DATABASES_OFF, DATABASES_AWAY
 */
export async function prepareServer(): Promise<void> {
  const name = adminDatabase();
  const client = await openAdmin(name);
  try {
    await checkServer(client);
    const close = `REVOKE ALL ON DATABASE ${escapeIdentifier(name)} FROM PUBLIC;`;
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${lock}); ${close} ${tables} COMMIT`);
  } finally {
    await client.end();
  }
}

/** Any number; of databases, and so of prefixes, each has its own. */
const lock = 7_266_426_003;

/** Where it is missing it is made from the database that every server has. */
async function openAdmin(name: string): Promise<pg.Client> {
  try {
    return await connectToServer(tenantServerUrl(name));
  } catch (error) {
    if (!isCode(error, "3D000")) throw error;
  }
  const first = await connectToServer(administratorUrl());
  try {
    await checkServer(first);
    await first.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
  } catch (error) {
    // Somebody else was quicker.
    if (!isCode(error, "42P04") && !isCode(error, "23505")) throw error;
  } finally {
    await first.end();
  }
  return connectToServer(tenantServerUrl(name));
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/**
 * attempts: the newest attempt of an import, and the staging database that it finished. swaps: written in the transaction
 * of the renames, so that they say the truth after whatever crash. leftovers: what is made for one import or dump, noted
 * before it is made, so that nothing stays that nobody knows.
 */
const tables = `
  CREATE SCHEMA IF NOT EXISTS portal;
  CREATE TABLE IF NOT EXISTS portal.attempts (
    import uuid PRIMARY KEY, attempt integer NOT NULL, staging oid);
  CREATE TABLE IF NOT EXISTS portal.swaps (
    import uuid PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY UNIQUE, attempt integer NOT NULL,
    orcamo_id text NOT NULL, live text NOT NULL, aside text NOT NULL, returned text NOT NULL,
    swapped_at timestamptz NOT NULL, outage_ms double precision NOT NULL DEFAULT 0, rolled_back_at timestamptz, dropped_at timestamptz);
  COMMENT ON COLUMN portal.swaps.returned IS 'the name that the imported database gets when it is rolled back';
  CREATE TABLE IF NOT EXISTS portal.leftovers (
    name text PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('staging', 'import role', 'dump role')),
    orcamo_id text NOT NULL, id uuid NOT NULL, made_at timestamptz NOT NULL DEFAULT now());`;
