import { createHash, createPublicKey } from "node:crypto";
import { bits, type Der, encode, integer, octets, oid, sequence, tagged, taggedBytes, yes } from "./der.ts";
import { hostBytes } from "./host-bytes.ts";
import { oids } from "./oids.ts";
import type { Profile } from "./profile.ts";

const usageBits = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, cRLSign: 6 } as const;

/** RFC 5280 §4.2: what software does not understand it may pass over, unless critical. */
export function extension(type: string, value: Der, critical = false): Der {
  return sequence(oid(type), ...(critical ? [yes()] : []), octets(encode(value)));
}

/** An authority of ours signs leaves only: path length 0. */
export function basicConstraints(authority: boolean): Der {
  return extension(oids.basicConstraints, authority ? sequence(yes(), integer(0)) : sequence(), true);
}

export function keyUsage(usages: Profile["keyUsage"]): Der {
  const positions = usages.map((usage) => usageBits[usage]);
  const byte = positions.reduce<number>((sum, position) => sum | (0x80 >> position), 0);
  return extension(oids.keyUsage, bits(Buffer.from([byte]), 7 - Math.max(...positions)), true);
}

export function extendedKeyUsage(usages: Profile["extendedKeyUsage"]): Der {
  return extension(oids.extendedKeyUsage, sequence(...usages.map((usage) => oid(oids[usage]))));
}

export function subjectKeyIdentifier(keyId: Uint8Array): Der {
  return extension(oids.subjectKeyIdentifier, octets(keyId));
}

export function authorityKeyIdentifier(keyId: Uint8Array): Der {
  return extension(oids.authorityKeyIdentifier, sequence(taggedBytes(0, keyId)));
}

export function crlDistributionPoint(url: string): Der {
  return extension(oids.crlDistributionPoints, sequence(sequence(distributionPointName(url))));
}

/** Critical, as RFC 5280 §5.2.5 asks: who does not understand it must not take one shard for the whole list. */
export function issuingDistributionPoint(url: string): Der {
  return extension(oids.issuingDistributionPoint, sequence(distributionPointName(url)), true);
}

/** @param hosts DNS names and IP addresses */
export function subjectAltName(hosts: readonly string[]): Der {
  const names = hosts.map((host) => {
    const address = hostBytes(host);
    return address ? taggedBytes(7, address) : taggedBytes(2, Buffer.from(host, "ascii"));
  });
  return extension(oids.subjectAltName, sequence(...names));
}

/** SHA-1 of the public key's bits (RFC 5280 §4.2.1.2, method 1): a name for the key, not a protection. */
export function keyIdentifier(publicKey: Uint8Array): Buffer {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
  return createHash("sha1")
    .update(key.export({ format: "der", type: "pkcs1" }))
    .digest();
}

function distributionPointName(url: string): Der {
  return tagged(0, tagged(0, taggedBytes(6, Buffer.from(url, "ascii"))));
}
