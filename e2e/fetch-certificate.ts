import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataDir } from "./portal.ts";
import type { Certificate, Visitor } from "./visitor.ts";

/** The certificate as a person takes it to another terminal: the zip of its page, unpacked. */
export async function fetchCertificate(visitor: Visitor, number: number, orcamoId = "u00000014"): Promise<Certificate> {
  const { status, body } = await visitor.get(`/tenants/${orcamoId}/certificates/${number}/zip`);
  if (status !== 200) throw new Error(`The zip of ${number} was answered ${status}.`);
  const dir = path.join(dataDir, "fetched", String(number));
  const zip = `${dir}.zip`;
  mkdirSync(dir, { recursive: true });
  writeFileSync(zip, body);
  execFileSync("unzip", ["-o", "-q", zip, "-d", dir]);
  const files = execFileSync("unzip", ["-Z1", zip], { encoding: "utf8" }).split("\n");
  const find = (ending: string) => path.join(dir, files.find((name) => name.endsWith(ending)) ?? ending);
  return { pkcs12: find(".p12"), passphrase: readFileSync(find(".pass"), "utf8") };
}
