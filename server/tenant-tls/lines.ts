import { databaseNames } from "#lib/databases/model.ts";

/** A clinic's database as certificates open it. */
export interface Opening {
  readonly orcamoId: string;
  readonly database: string;
  readonly reader: string;
  /** Not of a clinic that was stopped. */
  readonly open: boolean;
}

/**
 * pg_hba.conf, before everything else in it: the first line that fits counts. A reading role gets into its own database
 * over TLS with a certificate that pg_ident.conf maps to it, and in no other way, whatever the lines below allow.
 */
export function hbaLines(openings: readonly Opening[]): string[] {
  return openings.flatMap(({ database, reader, open }) => [
    ...(open ? [`hostssl ${database} ${reader} all cert clientname=DN map=${map}`] : []),
    `host all ${reader} all reject`,
    `local all ${reader} reject`,
  ]);
}

/**
 * pg_ident.conf: the whole subject (RFC 2253) gives the role, so that certificates of other kinds are nobody, and those of
 * other clinics somebody else. One line for all: ten thousand regular expressions were seen to cost each connection 10 ms.
 */
export function identLines(prefix: string): string[] {
  return [`${map} "/^CN=db[0-9]+,O=(u[0-9]{8}),C=JP$" ${databaseNames(prefix, "\\1").reader}`];
}

/**
 * postgresql.conf, after everything else in it: the last line counts.
 * @param directory where the files lie, absolute
 * @param certified whether the server has a certificate of ours; else it keeps its own
 */
export function settingLines(directory: string, certified: boolean): string[] {
  const file = (name: keyof typeof fileNames) => `'${`${directory}/${fileNames[name]}`.replaceAll("'", "''")}'`;
  return [
    "ssl = on",
    // Certificate and key in one file are never of two different renewals.
    ...(certified ? [`ssl_cert_file = ${file("server")}`, `ssl_key_file = ${file("server")}`] : []),
    `ssl_ca_file = ${file("authority")}`,
    `ssl_crl_file = ${file("list")}`,
    "ssl_crl_dir = ''",
    "ssl_min_protocol_version = 'TLSv1.2'",
  ];
}

export const fileNames = { server: "server.pem", authority: "ca.crt", list: "crl.pem" } as const;

const map = "orcamo";
