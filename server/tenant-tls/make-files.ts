import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { currentAuthority } from "#lib/authority/current.ts";
import { currentRevocationList, everyShard, refreshWholeList } from "#lib/authority/lists.ts";
import { certificatePem } from "#lib/authority/read-certificate.ts";
import { currentServerCertificate } from "#lib/authority/server-certificate.ts";
import { env } from "#lib/platform/env.ts";
import { fileNames, hbaLines, identLines, type Opening, settingLines } from "./lines.ts";
import { withBlock } from "./managed-block.ts";

/** Every file as it should be, by its name in PostgreSQL's directory; settings last, which name the others. */
export async function makeFiles(
  directory: string,
  hosts: readonly string[],
  openings: readonly Opening[],
  now: Date,
): Promise<Map<string, string>> {
  await refreshWholeList(now);
  const [authority, list] = [await currentAuthority(), await currentRevocationList(everyShard)];
  const server = hosts.length > 0 ? await currentServerCertificate(now, [...hosts]) : undefined;
  if (!list) throw new Error("The list of all revoked certificates was signed and is not there.");
  const inFolder = (name: keyof typeof fileNames) => `${folder}/${fileNames[name]}`;
  const edited = (name: string, lines: readonly string[], where: "first" | "last") =>
    [name, withBlock(read(path.join(directory, name)), lines, where)] as const;
  return new Map([
    [inFolder("authority"), certificatePem(authority.certificate)],
    [inFolder("list"), listPem(list.list)],
    ...(server ? [[inFolder("server"), server.certificatePem + server.keyPem] as const] : []),
    edited("pg_ident.conf", identLines(env().tenantDatabasePrefix), "first"),
    edited("pg_hba.conf", hbaLines(openings), "first"),
    edited("postgresql.conf", settingLines(path.join(directory, folder), server !== undefined), "last"),
  ]);
}

/** Beside PostgreSQL's own files. */
export const folder = "orcamo-portal-tls";

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function listPem(list: Buffer): string {
  const lines = list.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join("\n")}\n-----END X509 CRL-----\n`;
}
