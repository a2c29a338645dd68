import { contentsOf, type Element, readElements, readInside } from "./csr-elements.ts";

/**
 * Whether two names (RFC 5280 §4.1.2.4, DER) say the same: the same attributes in the same order, with the same text in
 * whichever of the usual string types. Stricter than RFC 5280 §7.1: letter case and white space count, as in all our names.
 * @throws Refusal CSR_INVALID when one is no name at all
 */
export function isSameName(one: Buffer, other: Buffer): boolean {
  const [attributes, others] = [readName(one), readName(other)];
  if (attributes.length !== others.length) return false;
  return attributes.every((attribute, index) => attribute !== undefined && attribute === others[index]);
}

/** One text an attribute, its type before its value; none for what our names never have: several in one set, odd strings. */
function readName(name: Buffer): (string | undefined)[] {
  const [sequence] = readElements(name);
  return readInside(sequence, 0x30).map((set) => {
    const [attribute, ...more] = readInside(set, 0x31);
    const [type, value] = readInside(attribute, 0x30);
    const text = value && readText(value);
    return text === undefined || more.length > 0 ? undefined : `${contentsOf(type, 0x06).toString("hex")} ${text}`;
  });
}

function readText({ tag, contents }: Element): string | undefined {
  const ascii = tag === printableString || tag === ia5String;
  if (tag !== utf8String && !ascii) return undefined;
  // A byte that is no character would pass for the sign that stands for all such bytes.
  const text = contents.toString(ascii ? "ascii" : "utf8");
  return Buffer.from(text).equals(contents) ? text : undefined;
}

const utf8String = 0x0c;
const printableString = 0x13;
const ia5String = 0x16;
