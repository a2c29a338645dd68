import { setImmediate } from "node:timers/promises";
import { type Der, encode, encoded, integer, oid, sequence, sequenceOfEncoded, tagged, time } from "./der.ts";
import { authorityKeyIdentifier, extension, issuingDistributionPoint } from "./extensions.ts";
import { oids } from "./oids.ts";
import { crlAddress } from "./prepare.ts";
import { isSerial } from "./serial.ts";
import { type Signer, signStructure } from "./signer.ts";
import { signatureAlgorithm } from "./to-be-signed.ts";

/** RFC 5280 §5.3.1. "unspecified" is written by leaving the reason out; hold and removal need lists we do not make. */
export const revocationReasons = {
  unspecified: undefined,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

export type RevocationReason = keyof typeof revocationReasons;

export interface RevokedEntry {
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason?: RevocationReason;
}

export interface RevocationListPlan {
  readonly signer: Signer;
  /** Higher than that of every list before it (RFC 5280 §5.2.3). */
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** As in prepareCertificate: the address that the certificates of this shard name. Without it, the list is for all. */
  readonly address?: { readonly crlUrl: string; readonly shard: number };
  readonly entries: Iterable<RevokedEntry>;
}

/** The revocation list of one shard, or of all, version 2, DER (RFC 5280 §5). Yields to the event loop while it is put together. */
export async function signRevocationList(plan: RevocationListPlan): Promise<Buffer<ArrayBuffer>> {
  if (plan.nextUpdate <= plan.thisUpdate) throw new RangeError("A revocation list must be followed by a later one.");
  const revoked = await encodeEntries(plan.entries);
  const parts: Der[] = [
    integer(1),
    signatureAlgorithm(),
    encoded(plan.signer.name),
    time(plan.thisUpdate),
    time(plan.nextUpdate),
    ...(revoked.length > 0 ? [sequenceOfEncoded(revoked)] : []), // an empty list of entries is left out, §5.1.2.6
    tagged(0, sequence(...listExtensions(plan))),
  ];
  return signStructure(encode(sequence(...parts)), plan.signer);
}

function listExtensions({ signer, number, address }: RevocationListPlan): Der[] {
  return [
    authorityKeyIdentifier(signer.keyId),
    extension(oids.crlNumber, integer(number)),
    ...(address ? [issuingDistributionPoint(crlAddress(address.crlUrl, address.shard))] : []),
  ];
}

async function encodeEntries(entries: Iterable<RevokedEntry>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let hex = "";
  let count = 0;
  for (const entry of entries) {
    hex += entryHex(entry);
    if (++count % 2000 !== 0) continue;
    chunks.push(Buffer.from(hex, "hex"));
    hex = "";
    await setImmediate();
  }
  return Buffer.concat([...chunks, Buffer.from(hex, "hex")]);
}

const reasonHead = encode(oid(oids.reasonCode)).toString("hex");

/** By hand, since a tree of forge objects for 100,000 entries takes seconds; every length here is below 128. */
function entryHex({ serial, revokedAt, reason = "unspecified" }: RevokedEntry): string {
  if (!isSerial(serial)) throw new RangeError(`"${serial}" is not a serial number of ours.`);
  const code = revocationReasons[reason];
  const moment = encode(time(revokedAt)).toString("hex");
  const why = code === undefined ? "" : wrap("30", wrap("30", `${reasonHead}04030a01${byte(code)}`));
  return wrap("30", `${wrap("02", serial)}${moment}${why}`);
}

function wrap(tag: string, hex: string): string {
  return `${tag}${byte(hex.length / 2)}${hex}`;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, "0");
}
