import type { Prisma } from "../platform/prisma/client.ts";
import type { CertificateSearchInput } from "./inputs.ts";
import { endingDays } from "./model.ts";

type Field = "cn" | "o" | "serial" | "fingerprint";

export interface SearchTerms {
  /** What is looked for, each part of it in an index of its own. */
  readonly where: Prisma.CertificateWhereInput[];
  /** What cannot be read, in words for the person who typed it. */
  readonly errors: Readonly<Partial<Record<Field, string>>>;
}

/** Reads what people copy out of certificates: with `CN=`, colons, spaces, in capitals. Pure. */
export function readSearch(input: CertificateSearchInput, now: Date): SearchTerms {
  const errors: Partial<Record<Field, string>> = {};
  const where: Prisma.CertificateWhereInput[] = [];
  for (const field of Object.keys(readers) as Field[]) {
    if (input[field] === "") continue;
    const read = readers[field](input[field]);
    if (typeof read === "string") errors[field] = read;
    else where.push(read);
  }
  if (input.status !== "all") where.push(statusWhere(input.status, now));
  return { where, errors };
}

type Reader = (typed: string) => Prisma.CertificateWhereInput | string;

const readers: Readonly<Record<Field, Reader>> = {
  cn: readName,
  o: readOrganization,
  serial: readSerial,
  fingerprint: readPrint,
};

/** `client21`, `client2` for all that begin so, a number, or the whole subject as the portal shows it. */
function readName(typed: string) {
  const text = typed.toLowerCase().replaceAll(" ", "");
  const [, name = "", organization] = /^(?:cn=)?([a-z]*\d*)(?:,o=([uvo]\d{8}))?$/.exec(text) ?? [];
  if (name === "") return "CNは client21 のように半角の英字と数字、または番号だけで入力してください。";
  const number = /^0*(\d{1,9})$/.exec(name)?.[1];
  return {
    ...(number ? { number: Number(number) } : { commonName: { startsWith: name } }),
    ...(organization && { organization }),
  };
}

function readOrganization(typed: string) {
  const text = typed.toLowerCase().replaceAll(" ", "").replace(/^o=/, "");
  if (!/^[uvo]\d{0,8}$/.test(text)) return "O（ORCAMO ID）は u00000014 のように、英字1字と数字で入力してください。";
  return { organization: text.length === 9 ? text : { startsWith: text } };
}

function readSerial(typed: string) {
  const digits = typed
    .toLowerCase()
    .replace(/^0x/, "")
    .replace(/[:\s-]/g, "");
  // A tool may leave out the zero at its beginning.
  if (!/^[0-9a-f]{30,32}$/.test(digits))
    return "シリアル番号は16進数32桁で入力してください。コロンや空白は入っていても構いません。";
  return { serial: digits.padStart(32, "0") };
}

function readPrint(typed: string) {
  const text = typed.replace(/[:\s]/g, "").replace(/=+$/, "");
  if (/^[0-9a-f]{64}$/i.test(text)) return { thumbprint: Buffer.from(text, "hex").toString("base64url") };
  const base64url = text.replaceAll("+", "-").replaceAll("/", "_");
  if (/^[\w-]{43}$/.test(base64url)) return { thumbprint: base64url };
  if (/^[0-9a-f]{40}$/i.test(text)) {
    return "SHA-1の指紋では検索できません。SHA-256の指紋（16進数64桁）を入力するか、シリアル番号で検索してください。";
  }
  return "指紋はSHA-256の16進数64桁、またはx5t#S256（43文字）で入力してください。";
}

/** Ending and expired are said of the newest generation: that an older one has run out is as it should be. */
function statusWhere(status: Exclude<CertificateSearchInput["status"], "all">, now: Date): Prisma.CertificateWhereInput {
  const inUse = { current: true, state: "active" } as const;
  const soon = new Date(now.getTime() + endingDays * 86_400_000);
  if (status === "ending") return { ...inUse, notAfter: { gt: now, lte: soon } };
  if (status === "expired") return { ...inUse, notAfter: { lte: now } };
  if (status === "active") return { state: "active", notAfter: { gt: now } };
  return { state: status };
}
