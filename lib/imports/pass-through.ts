import { recordAudit } from "../audit/record.ts";
import { adoptStaging } from "../databases/adopt.ts";
import { ensureTenantDatabase } from "../databases/ensure.ts";
import { findServerTool, requireHealthyServer } from "../databases/read-server.ts";
import { createStaging, dropStaging, type Staging } from "../databases/staging.ts";
import { swapIn } from "../databases/swap.ts";
import { makeSafetyDump } from "../dumps/make-safety-dump.ts";
import { inTransaction } from "../platform/db.ts";
import { formatBytes, formatCount } from "../platform/format.ts";
import type { Life } from "../platform/keep-alive.ts";
import type { Scope } from "../platform/scope.ts";
import { makeJobDirectory, removeJobDirectory } from "../postgres/job-directory.ts";
import { advance, type Claim } from "./claim.ts";
import { compareDatabases, secondOpinion } from "./compare.ts";
import { ImportFailure } from "./failure.ts";
import { completeLive, completeTest } from "./finish.ts";
import type { Meter } from "./measure.ts";
import type { ImportPhase, ImportProgress } from "./model.ts";
import { type ReceivedArchive, receiveArchive } from "./receive-archive.ts";
import { restoreArchive } from "./restore.ts";
import { requireStillWanted } from "./still-wanted.ts";
import type { ImportLog } from "./write-log.ts";

/** One attempt at an import, under the hold of its clinic. */
export interface Run {
  readonly scope: Scope;
  readonly claim: Claim;
  readonly log: ImportLog;
  readonly life: Life<ImportProgress>;
  readonly meter: Meter;
  readonly deadline: Date;
  /** The name of its directory: one an attempt, since one that was given up may still write. */
  readonly directory: string;
}

/** From the file to the end: each phase is entered by a statement that finds the row only while it is this attempt's. */
export async function passThrough(run: Run): Promise<void> {
  const { scope, claim } = run;
  await requireStillWanted(scope, claim);
  await requireHealthyServer();
  const directory = await makeJobDirectory(run.directory);
  const pgRestore = await findServerTool("pg_restore");
  const received = await check(run, directory, pgRestore);
  await enter(run, ["checking", "restoring"]);
  const staging = await restore(run, directory, pgRestore, received);
  await removeJobDirectory(run.directory);
  await enter(run, ["restoring", "comparing"]);
  await compare(run, staging, received);
  if (claim.kind === "test") await finishTest(run, staging);
  else await goLive(run);
}

/** State, progress and log change together. */
function enter(
  { scope, claim, log, life, meter }: Run,
  phases: readonly [ImportPhase, ImportPhase],
  more: { readonly safetyDumpId?: string } = {},
): Promise<void> {
  const progress = meter.at(phases[1], 0);
  life.show(progress);
  return advance(scope, claim, phases, { ...more, log: log.text(), progress: { ...progress } });
}

async function check({ scope, claim, log, life, meter }: Run, directory: string, pgRestore: string): Promise<ReceivedArchive> {
  log.note("ファイルを検査しています。");
  const received = await receiveArchive(scope, claim, directory, life.signal, (done, bytesPerSecond) =>
    life.show(meter.at("checking", done * 0.95, { bytesPerSecond })),
  );
  const { summary, file } = received;
  const disagreement = await secondOpinion(pgRestore, file, directory, summary, life.signal);
  if (disagreement) throw new ImportFailure(disagreement);
  const rows = summary.tables.reduce((sum, table) => sum + table.rows, 0);
  log.note(
    `検査が終わりました。PostgreSQL ${summary.serverVersion}（pg_dump ${summary.dumpVersion}）、文字コード ${summary.encoding}、` +
      `テーブル ${formatCount(summary.tables.length)}、行 ${formatCount(rows)}、データ ${formatBytes(summary.dataBytes)}。`,
  );
  return received;
}

async function restore(run: Run, directory: string, pgRestore: string, { file, summary }: ReceivedArchive): Promise<Staging> {
  const { scope, claim, log, life, meter, deadline } = run;
  log.note("確認用データベースを作成し、データを復元しています。");
  const staging = await createStaging(scope.tenant.orcamoId, claim.id);
  const outcome = await restoreArchive({
    staging,
    file,
    directory,
    summary,
    pgRestore,
    signal: life.signal,
    deadline,
    onProgress: ({ done, bytesPerSecond, item }) => life.show(meter.at("restoring", done, { bytesPerSecond, item })),
    onLine: log.line,
  });
  life.signal.throwIfAborted();
  if (!outcome.ok) throw new ImportFailure(outcome.reason, outcome.facts);
  return staging;
}

async function compare({ scope, claim, log, life, meter }: Run, staging: Staging, { summary }: ReceivedArchive): Promise<void> {
  log.note("復元が終わりました。件数を確認しています。");
  life.show(meter.at("comparing", 0));
  const { name, owner } = await ensureTenantDatabase(scope);
  await adoptStaging(staging, owner);
  const report = await compareDatabases(summary, staging.name, name, life.signal, (done) =>
    life.show(meter.at("comparing", 0.3 + done * 0.7)),
  );
  const { totals, differences } = report;
  log.note(
    `件数の確認が終わりました。ファイル ${formatCount(totals.archiveRows)}行、復元後 ${formatCount(totals.stagingRows)}行、` +
      `現行 ${totals.liveRows === null ? "なし" : `${formatCount(totals.liveRows)}行`}、相違 ${formatCount(differences)}件。`,
  );
  await scope.db.databaseImport.updateMany({
    where: { id: claim.id, attempt: claim.attempt, state: "comparing" },
    data: { report: { ...report } as object, log: log.text() },
  });
  if (differences > 0) throw new ImportFailure("RESTORE_DIFFERS", { differences });
}

async function finishTest({ scope, claim, log, life }: Run, staging: Staging): Promise<void> {
  life.signal.throwIfAborted();
  if (!claim.keepStaging) await dropStaging(scope.tenant.orcamoId, claim.id);
  await completeTest(scope, claim, log, claim.keepStaging ? staging.name : undefined);
}

/** Until the state is `swapping` a cancel holds; the entry in the clinic's log is there before the data changes. */
async function goLive(run: Run): Promise<void> {
  const { scope, claim, log, life, meter } = run;
  const { id, attempt, fileName } = claim;
  await enter(run, ["comparing", "securing"]);
  log.note("現行のデータベースのダンプを作成しています。");
  const { dumpId } = await makeSafetyDump(
    scope,
    { importId: id },
    {
      signal: life.signal,
      onProgress: ({ done, bytesPerSecond }) => life.show(meter.at("securing", done, { bytesPerSecond })),
    },
  );
  life.signal.throwIfAborted();
  log.note("ダンプが終わりました。データベースを切り替えます。");
  await inTransaction(scope, async (inner) => {
    await requireStillWanted(inner, claim);
    await enter({ ...run, scope: inner }, ["securing", "swapping"], { safetyDumpId: dumpId });
    // An attempt that was on its way in, and was stopped or died there, has said so already.
    if (!claim.safetyDumpId) await recordAudit(inner, { action: "imports:swap", target: fileName, facts: { id } });
  });
  life.signal.throwIfAborted();
  const swap = await swapIn({ importId: id, attempt, orcamoId: scope.tenant.orcamoId });
  log.note(`切り替えの間、接続できなかった時間は${Math.ceil(swap.outageMs)}ミリ秒です。`);
  await completeLive(scope, claim, log, swap);
}
