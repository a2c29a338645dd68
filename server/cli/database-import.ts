import { randomUUID } from "node:crypto";
import { systemScope } from "#lib/access/system-scope.ts";
import { importKindLabels, importStateLabels, isOpen } from "#lib/imports/model.ts";
import { getImport, type ImportView } from "#lib/imports/queries.ts";
import { requestImport } from "#lib/imports/request.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { type Answer, answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { program } from "./program.ts";
import { storeFile } from "./store-file.ts";
import { watch } from "./watch.ts";

export const importDatabase: Command = {
  name: "database import",
  usage: "FILE --tenant u00000099 [--test] [--wait] [--json]",
  about:
    "Stores a file of pg_dump -Fc and has the worker import it: 本番インポート, or テストインポート with --test. Exit code 1 unless it succeeds.",
  run: (options) =>
    answer(options, async () => {
      const scope = await systemScope(options.tenant ?? "", program);
      const uploadId = await storeFile(scope, options.file ?? "");
      const kind = options.test ? "test" : "live";
      const { id } = await requestImport(scope, { requestId: randomUUID(), uploadId, kind, tenantName: scope.tenant.name });
      const watched = options.wait !== undefined && (await watchImport(scope, id));
      return describe(await getImport(scope, id), options.wait !== undefined && !watched);
    }),
};

function watchImport(scope: Scope, id: string): Promise<boolean> {
  const look = async () => {
    const { state, progress } = await getImport(scope, id);
    return {
      state: [importStateLabels[state], progress?.item].filter(Boolean).join(" "),
      waiting: state === "waiting",
      over: !isOpen(state),
      done: progress?.done,
      bytesPerSecond: progress?.bytesPerSecond ?? null,
      secondsLeft: progress?.secondsLeft ?? null,
    };
  };
  return watch(look, `npm run portal -- database list --tenant ${scope.tenant.orcamoId}`);
}

function describe(found: ImportView, left: boolean): Answer {
  const { id, kind, state, fileName, report, sentence, rollBackUntil } = found;
  const totals = report?.totals;
  const words = [
    `${importKindLabels[kind]}  ${fileName}  ${importStateLabels[state]}  ${id}`,
    ...(sentence ? [sentence] : []),
    ...(totals
      ? [
          `${report.tables.length} tables, ${totals.archiveRows} rows in the file, ${totals.stagingRows} rows imported, ${totals.liveRows ?? 0} before`,
        ]
      : []),
    ...(rollBackUntil ? [`To go back until ${rollBackUntil.toISOString()}: npm run portal -- database rollback --tenant …`] : []),
  ];
  const bad = state === "failed" || state === "cancelled";
  return { facts: { ...found }, words, code: left ? 130 : bad ? 1 : 0 };
}
