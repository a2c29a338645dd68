import { deflateSync, zstdCompressSync } from "node:zlib";
import type { ArchiveCompression } from "#lib/archives/model.ts";
import { storeAsLz4 } from "./lz4-frame.ts";

/** One entry, with anything in it. What is left out is as in an entry that pg_dump writes without need of it. */
export interface WrittenEntry {
  readonly desc: string;
  readonly tag?: string | Buffer;
  readonly schema?: string | Buffer | null;
  readonly definition?: string | Buffer;
  readonly copy?: string | Buffer;
  readonly owner?: string;
  readonly section?: number;
  readonly dumpId?: number;
  readonly dependencies?: readonly number[];
  readonly withOids?: string;
  readonly accessMethod?: string;
  /** Text of its data block, or large objects by number. */
  readonly data?: Buffer | ReadonlyMap<number, Buffer>;
  /** Compressed already. */
  readonly stream?: Buffer;
}

export interface WrittenArchive {
  readonly entries: readonly WrittenEntry[];
  /** 14 of 1.14 */
  readonly minor?: number;
  readonly compression?: ArchiveCompression;
  readonly encoding?: string;
  readonly databaseEncoding?: string;
  readonly serverVersion?: string;
  readonly dumpVersion?: string;
  /** Written into a pipe: no offsets. */
  readonly piped?: boolean;
  /** Entries in place of ENCODING, STDSTRINGS, SEARCHPATH and DATABASE. */
  readonly settings?: readonly WrittenEntry[];
  readonly header?: {
    readonly intSize?: number;
    readonly offsetSize?: number;
    readonly format?: number;
    readonly count?: number;
  };
  /** Changes what follows the table of contents; offsets are of the blocks before. */
  readonly blocks?: (blocks: Buffer[]) => Buffer[];
}

/** An archive as pg_dump -Fc lays it out (PROTOCOLS.md §4), of any version and with any content. */
export function writeArchive(archive: WrittenArchive): Buffer {
  const entries = [...(archive.settings ?? settingsOf(archive)), ...archive.entries].map((entry, index) => ({
    ...entry,
    dumpId: entry.dumpId ?? 100 + index,
  }));
  const compression = archive.compression ?? "gzip";
  const blocks = entries.flatMap((entry) => {
    const block = blockOf(entry, compression);
    return block ? [{ dumpId: entry.dumpId, block }] : [];
  });
  // The first pass measures where the blocks begin.
  const toc = (offsets: ReadonlyMap<number, number>) =>
    Buffer.concat([headOf(archive, entries.length), ...entries.map((entry) => entryOf(archive, entry, offsets))]);
  const offsets = new Map<number, number>();
  let offset = toc(offsets).length;
  for (const { dumpId, block } of blocks) {
    offsets.set(dumpId, offset);
    offset += block.length;
  }
  const written = blocks.map(({ block }) => block);
  return Buffer.concat([toc(archive.piped ? new Map() : offsets), ...(archive.blocks?.(written) ?? written)]);
}

/** A table and its rows, as two entries. @param rows COPY text, each row with its newline */
export function tableOf(name: string, rows: string | Buffer, columns = "id integer, note text"): WrittenEntry[] {
  const names = columns.split(", ").map((column) => column.split(" ")[0]);
  const quoted = /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return [
    { desc: "TABLE", tag: name, definition: `CREATE TABLE public.${quoted} (\n    ${columns.replaceAll(", ", ",\n    ")}\n);\n` },
    {
      desc: "TABLE DATA",
      tag: name,
      copy: `COPY public.${quoted} (${names.join(", ")}) FROM stdin;\n`,
      data: Buffer.concat([Buffer.from(rows), Buffer.from("\\.\n\n\n")]),
    },
  ];
}

export function int(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = value < 0 ? 1 : 0;
  bytes.writeUInt32LE(Math.abs(value), 1);
  return bytes;
}

function str(text: string | Buffer | null): Buffer {
  if (text === null) return int(-1);
  const bytes = Buffer.from(text);
  return Buffer.concat([int(bytes.length), bytes]);
}

function settingsOf({ encoding = "UTF8", databaseEncoding = encoding }: WrittenArchive): WrittenEntry[] {
  const searchPath = "SELECT pg_catalog.set_config('search_path', '', false);\n";
  const database = `CREATE DATABASE orca WITH TEMPLATE = template0 ENCODING = '${databaseEncoding}' LOCALE = 'C';\n`;
  return [
    { desc: "ENCODING", tag: "ENCODING", schema: null, definition: `SET client_encoding = '${encoding}';\n` },
    { desc: "STDSTRINGS", tag: "STDSTRINGS", schema: null, definition: "SET standard_conforming_strings = 'on';\n" },
    { desc: "SEARCHPATH", tag: "SEARCHPATH", schema: null, definition: searchPath },
    { desc: "DATABASE", tag: "orca", schema: null, definition: database },
  ];
}

function headOf(archive: WrittenArchive, count: number): Buffer {
  const { minor = 14, compression = "gzip", header = {}, serverVersion = "15.4", dumpVersion = "15.4" } = archive;
  const { intSize = 4, offsetSize = 8, format = 1 } = header;
  const algorithm = ["none", "gzip", "lz4", "zstd"].indexOf(compression);
  return Buffer.concat([
    Buffer.from("PGDMP"),
    Buffer.of(1, minor, 0, intSize, offsetSize, format),
    minor < 15 ? int(compression === "none" ? 0 : -1) : Buffer.of(algorithm),
    // 2026-06-25 10:08:10
    ...[10, 8, 10, 25, 5, 126, 0].map(int),
    ...["orca", serverVersion, dumpVersion].map(str),
    int(header.count ?? count),
  ]);
}

function entryOf(
  { minor = 14 }: WrittenArchive,
  entry: WrittenEntry & { dumpId: number },
  offsets: ReadonlyMap<number, number>,
): Buffer {
  const hasData = entry.data !== undefined || entry.stream !== undefined;
  const offset = Buffer.alloc(9);
  offset[0] = !hasData ? 3 : offsets.has(entry.dumpId) ? 2 : 1;
  offset.writeBigUInt64LE(BigInt(offsets.get(entry.dumpId) ?? 0), 1);
  return Buffer.concat([
    ...[int(entry.dumpId), int(hasData ? 1 : 0), str("1259"), str(String(16_000 + entry.dumpId))],
    ...[str(entry.tag ?? "x"), str(entry.desc)],
    minor >= 11 ? int(entry.section ?? sectionOf(entry.desc)) : Buffer.alloc(0),
    ...[str(entry.definition ?? ""), str(""), str(entry.copy ?? ""), str(entry.schema === undefined ? "public" : entry.schema)],
    str(""),
    minor >= 14 ? str(entry.accessMethod ?? null) : Buffer.alloc(0),
    minor >= 16 ? int(entry.desc === "TABLE" ? 114 : 0) : Buffer.alloc(0),
    ...[str(entry.owner ?? "orca"), str(entry.withOids ?? "false")],
    ...(entry.dependencies ?? []).map((id) => str(String(id))),
    ...[str(null), offset],
  ]);
}

function sectionOf(desc: string): number {
  if (["ENCODING", "STDSTRINGS", "SEARCHPATH", "COMMENT", "ACL"].includes(desc)) return 1;
  if (["TABLE DATA", "SEQUENCE SET", "BLOBS", "BLOB COMMENTS"].includes(desc)) return 3;
  return /CONSTRAINT|INDEX|TRIGGER|RULE/.test(desc) ? 4 : 2;
}

function blockOf(
  { dumpId, data, stream }: WrittenEntry & { dumpId: number },
  compression: ArchiveCompression,
): Buffer | undefined {
  if (stream) return Buffer.concat([Buffer.of(1), int(dumpId), ...chunks(stream)]);
  if (Buffer.isBuffer(data)) return Buffer.concat([Buffer.of(1), int(dumpId), ...chunks(compress(data, compression))]);
  if (!data) return undefined;
  const objects = [...data].flatMap(([oid, content]) => [int(oid), ...chunks(compress(content, compression))]);
  return Buffer.concat([Buffer.of(3), int(dumpId), ...objects, int(0)]);
}

function compress(text: Buffer, compression: ArchiveCompression): Buffer {
  if (compression === "gzip") return deflateSync(text);
  if (compression === "zstd") return zstdCompressSync(text);
  return compression === "lz4" ? storeAsLz4(text) : text;
}

/** pg_dump writes what is compressed in pieces of 4 KB. */
function chunks(stream: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < stream.length; at += 4096) {
    const piece = stream.subarray(at, at + 4096);
    pieces.push(int(piece.length), piece);
  }
  return [...pieces, int(0)];
}
