import forge from "node-forge";

const { asn1 } = forge;
const { Class, Type } = asn1;

/** One ASN.1 element that is being put together. node-forge writes it (X.690 DER); it never reads what strangers sent. */
export type Der = forge.asn1.Asn1;

export function encode(element: Der): Buffer<ArrayBuffer> {
  return Buffer.from(asn1.toDer(element).getBytes(), "latin1");
}

/** An element that stands encoded already, whole: tag, length, contents. forge writes its first byte as it is given. */
export function encoded(element: Uint8Array): Der {
  const bytes = Buffer.from(element);
  return contents(bytes.readUInt8(0), bytes.subarray(headBytes(bytes)));
}

/** A SEQUENCE of elements that are encoded already, for lists too long to be a tree of objects. */
export function sequenceOfEncoded(elements: Uint8Array): Der {
  return contents(0x30, elements);
}

export function sequence(...parts: Der[]): Der {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, parts);
}

export function set(...parts: Der[]): Der {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, parts);
}

/** `[tag] EXPLICIT`, or `[tag] IMPLICIT` of a SEQUENCE or SET. */
export function tagged(tag: number, ...parts: Der[]): Der {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, parts);
}

/** `[tag] IMPLICIT` of a primitive type. */
export function taggedBytes(tag: number, bytes: Uint8Array): Der {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binary(bytes));
}

export function oid(dotted: string): Der {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

/** @param value zero or positive: a leading zero byte keeps a set top bit from meaning "negative". */
export function integer(value: bigint | number): Der {
  const hex = value.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return contents(Type.INTEGER, Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex"));
}

export function octets(bytes: Uint8Array): Der {
  return contents(Type.OCTETSTRING, bytes);
}

/** @param unused bits at the end of the last byte that mean nothing */
export function bits(bytes: Uint8Array, unused = 0): Der {
  return contents(Type.BITSTRING, Buffer.concat([Buffer.from([unused]), bytes]));
}

export function yes(): Der {
  return contents(Type.BOOLEAN, Buffer.from([0xff]));
}

export function nothing(): Der {
  return contents(Type.NULL, Buffer.alloc(0));
}

export function utf8(text: string): Der {
  return contents(Type.UTF8, Buffer.from(text));
}

export function printable(text: string): Der {
  return contents(Type.PRINTABLESTRING, Buffer.from(text, "ascii"));
}

export function bmp(text: string): Der {
  return asn1.create(Class.UNIVERSAL, Type.BMPSTRING, false, text);
}

/** UTCTime through 2049, GeneralizedTime from 2050, whole seconds (RFC 5280 §4.1.2.5). */
export function time(moment: Date): Der {
  return moment.getUTCFullYear() < 2050
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(moment))
    : asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(moment));
}

/** The element at a path of child numbers, for our own structures: the issuer's name in our own CA certificate. */
export function pick(der: Uint8Array, ...path: number[]): Buffer<ArrayBuffer> {
  let element = asn1.fromDer(binary(der), true);
  for (const step of path) {
    const child = typeof element.value === "string" ? undefined : element.value[step];
    if (!child) throw new Error(`the structure has no element ${path.join(".")}`);
    element = child;
  }
  return encode(element);
}

function contents(firstByte: number, bytes: Uint8Array): Der {
  return asn1.create(Class.UNIVERSAL, firstByte, false, binary(bytes));
}

function headBytes(element: Buffer): number {
  const length = element.readUInt8(1);
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
