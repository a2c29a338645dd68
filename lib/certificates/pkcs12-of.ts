import { derivationBinding, keyBinding, passwordBinding } from "../authority/certificate-bindings.ts";
import { currentAuthority } from "../authority/current.ts";
import { makePkcs12 } from "../authority/pkcs12.ts";

export interface SealedCertificate {
  readonly id: string;
  readonly commonName: string;
  readonly certificate: Uint8Array;
  readonly keyEnvelope: Uint8Array;
  readonly passwordEnvelope: Uint8Array;
  readonly derivationEnvelope: Uint8Array | null;
}

/** The p12 of a row whose key is here. Without permission and record: for callers that have done both. */
export async function pkcs12Of(
  tenantId: string,
  row: SealedCertificate,
  encryption: "compatible" | "modern",
): Promise<Buffer<ArrayBuffer>> {
  const { derivationEnvelope: envelope } = row;
  return makePkcs12({
    keyEnvelope: row.keyEnvelope,
    keyBinding: keyBinding(tenantId, row.id),
    passwordEnvelope: row.passwordEnvelope,
    passwordBinding: passwordBinding(tenantId, row.id),
    derivation: envelope ? { envelope, binding: derivationBinding(tenantId, row.id) } : undefined,
    certificate: row.certificate,
    authorityCertificate: (await currentAuthority()).certificate,
    friendlyName: row.commonName,
    encryption,
  });
}
