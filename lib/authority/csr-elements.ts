import { Refusal } from "../platform/refusal.ts";

/** One element of X.690 DER, as it stands in what a stranger sent. */
export interface Element {
  readonly tag: number;
  readonly contents: Buffer;
  /** With tag and length: the bytes that a signature is over. */
  readonly whole: Buffer;
}

/**
 * The elements that stand side by side, one level deep: nothing that a stranger nests is followed further than it is asked
 * for. DER alone, so that no two readers see different things: definite lengths in their shortest form, tags of one byte.
 * @throws Refusal CSR_INVALID
 */
export function readElements(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const element = readFirst(rest);
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

/** What stands in an element that must have this tag. @throws Refusal CSR_INVALID */
export function readInside(element: Element | undefined, tag: number): Element[] {
  return readElements(contentsOf(element, tag));
}

/** @throws Refusal CSR_INVALID when it is not there, or has another tag */
export function contentsOf(element: Element | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new Refusal("CSR_INVALID");
  return element.contents;
}

function readFirst(bytes: Buffer): Element {
  const [tag = 0, first] = bytes;
  if ((tag & 0x1f) === 0x1f || first === undefined) throw new Refusal("CSR_INVALID");
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + lengthBytes;
  // Two bytes of length are 64 KB, more than anybody may send; 0x80 would be the indefinite form of BER.
  if (first === 0x80 || lengthBytes > 2 || bytes.length < start) throw new Refusal("CSR_INVALID");
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const shortest = lengthBytes === 0 || length >= (lengthBytes === 1 ? 0x80 : 0x100);
  const end = start + length;
  if (!shortest || end > bytes.length) throw new Refusal("CSR_INVALID");
  return { tag, contents: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}
