import { type Der, oid, printable, sequence, set, utf8 } from "./der.ts";
import { oids } from "./oids.ts";

/** What a name is made of, in the order of the manuals: `C=JP, O=u00000096, CN=client324`. */
export interface SubjectName {
  readonly country?: string;
  readonly organization?: string;
  readonly commonName: string;
}

/** Names are compared by their bytes (issuer in CRL and certificate), so there is one place that writes them. */
export function distinguishedName(name: SubjectName): Der {
  const parts: Der[] = [];
  // RFC 5280 appendix A: countryName is a PrintableString; UTF8String for the others (§4.1.2.4).
  if (name.country) parts.push(attribute(oids.countryName, printable(name.country)));
  if (name.organization) parts.push(attribute(oids.organizationName, utf8(name.organization)));
  parts.push(attribute(oids.commonName, utf8(name.commonName)));
  return sequence(...parts);
}

function attribute(type: string, value: Der): Der {
  return set(sequence(oid(type), value));
}
