/** An import of which a newer attempt exists: this one must not change anything any more. */
export class StaleAttempt extends Error {
  override readonly name = "StaleAttempt";
}

/** Connections that the portal may not end, or that do not end, kept the databases from changing places. */
export class SwapBlocked extends Error {
  override readonly name = "SwapBlocked";
  /** Who is connected: role and program of each. */
  readonly connections: readonly string[];

  constructor(connections: readonly string[]) {
    super(`The database is in use: ${connections.join(", ")}`);
    this.connections = connections;
  }
}

/** The staging database is not the one that was restored and adopted. */
export class StagingChanged extends Error {
  override readonly name = "StagingChanged";
}

export interface TenantDatabaseNames {
  readonly live: string;
  /** Owns the live database and all in it; nobody signs in as it. The operator's own role for 日レセ is a member. */
  readonly owner: string;
  /** Reads. Without a password: it opens with a certificate alone. */
  readonly reader: string;
}

/** @param prefix at most 20 characters: with an ORCAMO ID and what follows, names stay below PostgreSQL's 63. */
export function databaseNames(prefix: string, orcamoId: string): TenantDatabaseNames {
  const live = `${prefix}${orcamoId}`;
  return { live, owner: live, reader: `${live}_read` };
}

export function stagingName(prefix: string, orcamoId: string, importId: string): string {
  return `${prefix}${orcamoId}_i_${endOf(importId)}`;
}

export function asideName(prefix: string, orcamoId: string, importId: string): string {
  return `${prefix}${orcamoId}_b_${endOf(importId)}`;
}

/** What an import had brought, after 元に戻す: what was entered meanwhile is in it. */
export function returnedName(prefix: string, orcamoId: string, importId: string): string {
  return `${prefix}${orcamoId}_r_${endOf(importId)}`;
}

/** The role that restores one import, and no other. */
export function importRole(importId: string): string {
  return `imp_${bare(importId)}`;
}

/** The role that reads for one dump, and no other. */
export function dumpRole(dumpId: string): string {
  return `dmp_${bare(dumpId)}`;
}

/** The beginning of an id is the time: two of the same millisecond would have it in common. */
function endOf(id: string): string {
  return bare(id).slice(-12);
}

function bare(id: string): string {
  const hex = id.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new Error("An id of 32 hexadecimal digits makes a name.");
  return hex;
}
