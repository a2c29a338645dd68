import { randomUUID } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import path from "node:path";
import { checkArchive } from "#lib/archives/check.ts";
import {
  type ArchiveReason,
  type ArchiveRules,
  type ArchiveSummary,
  type ArchiveVerdict,
  usualRules,
} from "#lib/archives/model.ts";
import { archiveSentence } from "#lib/archives/reason-words.ts";
import { serverFacts } from "#lib/databases/read-server.ts";
import { secondOpinion } from "#lib/imports/compare.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import { makeJobDirectory, removeJobDirectory } from "#lib/postgres/job-directory.ts";
import { findTools } from "#lib/postgres/tools.ts";
import { isSafe, isUsable } from "#lib/postgres/version.ts";
import { type Answer, answer } from "./answer.ts";
import { type Command, UsageError } from "./command.ts";

export const checkDatabaseFile: Command = {
  name: "database check",
  usage: "FILE [--json]",
  about:
    "Reads a file of pg_dump -Fc to its end and says whether it can be imported, or why not. Needs no portal. Exit code 1: no.",
  alone: true,
  run: (options) => answer(options, () => check(options.file ?? "")),
};

async function check(file: string): Promise<Answer> {
  await requireReadable(file);
  const rules = { ...usualRules, ...(await target()) };
  const verdict = await checkArchive(createReadStream(file, { highWaterMark: 1024 * 1024 }), rules);
  if (!verdict.accepted) return refused(verdict);
  const disagreement = await askPgRestore(file, verdict.summary, rules.serverMajor);
  return disagreement ? refused({ accepted: false, reason: disagreement, facts: {} }) : accepted(verdict.summary);
}

/** As an import does, on a copy in a directory of its own: the sandbox's user could not read a person's file. */
async function askPgRestore(file: string, summary: ArchiveSummary, major: number): Promise<ArchiveReason | undefined> {
  const tool = (await findTools("pg_restore")).find(({ version }) => version.major === major && isSafe(version));
  if (!tool)
    throw new UsageError(`There is no pg_restore ${major} here that is safe: install postgresql-client-${major}, the newest.`);
  const id = `check-${randomUUID()}`;
  const directory = await makeJobDirectory(id);
  try {
    const copy = path.join(directory, "archive");
    await copyFile(file, copy, constants.COPYFILE_FICLONE);
    return await secondOpinion(tool.file, copy, directory, summary, new AbortController().signal);
  } finally {
    await removeJobDirectory(id);
  }
}

/** The clinics' server where it answers, else what is installed here: an import would use the same. */
async function target(): Promise<Pick<ArchiveRules, "serverMajor" | "extensions">> {
  try {
    const { version, extensions } = await serverFacts();
    return { serverMajor: version.major, extensions };
  } catch {
    const newest = (await findTools("pg_restore")).filter(({ version }) => isUsable(version)).at(-1);
    if (!newest)
      throw new UsageError("There is no pg_restore here to tell which versions can be imported. Install postgresql-client.");
    return { serverMajor: newest.version.major, extensions: usualRules.extensions };
  }
}

async function requireReadable(file: string): Promise<void> {
  try {
    const handle = await open(file);
    const isFile = (await handle.stat()).isFile();
    await handle.close();
    if (isFile) return;
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${error instanceof Error && "code" in error ? error.code : error}).`);
  }
  throw new UsageError(`${file} is not a file.`);
}

function accepted(summary: ArchiveSummary): Answer {
  const rows = summary.tables.reduce((sum, table) => sum + table.rows, 0);
  const converted = summary.encoding === "UTF8" ? "" : ", to be converted to UTF8";
  return {
    facts: { accepted: true, ...facts(summary) },
    words: [
      `accepted: PostgreSQL ${summary.serverVersion}, pg_dump ${summary.dumpVersion}, ${formatDateTimeSeconds(summary.madeAt)}`,
      `encoding ${summary.encoding}${converted}, compression ${summary.compression}`,
      `${summary.tables.length} tables with ${rows} rows, ${summary.largeObjects.count} large objects, ${summary.dataBytes} bytes of data`,
      ...summary.tables.map(({ schema, name, rows, bytes }) => `  ${schema}.${name}  ${rows} rows  ${bytes} bytes`),
    ],
    code: 0,
  };
}

function refused({ reason, facts: causes, summary = {} }: Extract<ArchiveVerdict, { accepted: false }>): Answer {
  const sentence = archiveSentence(reason, causes);
  return {
    facts: { accepted: false, reason, sentence, causes, ...facts(summary) },
    words: [`refused: ${reason}`, sentence],
    code: 1,
  };
}

/** As far as it was read. What pg_restore would be told is nobody's business here. */
function facts({ entries: _entries, restoreList: _list, tables, ...rest }: Partial<ArchiveSummary>) {
  return {
    ...rest,
    ...(tables && { tables: tables.map(({ schema, name, rows, bytes }) => ({ table: `${schema}.${name}`, rows, bytes })) }),
  };
}
