import { unpackCertificate } from "./new-tenant.ts";
import type { Certificate, Visitor } from "./visitor.ts";

/** The certificate as a person takes it to another terminal: the zip of its page, unpacked. */
export async function fetchCertificate(visitor: Visitor, number: number, orcamoId = "u00000014"): Promise<Certificate> {
  const { status, body } = await visitor.get(`/tenants/${orcamoId}/certificates/${number}/zip`);
  if (status !== 200) throw new Error(`The zip of ${number} was answered ${status}.`);
  return unpackCertificate(body, `${orcamoId}-${number}`);
}
