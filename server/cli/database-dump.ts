import { randomUUID } from "node:crypto";
import { systemScope } from "#lib/access/system-scope.ts";
import { dumpStateLabels, isOpenDump } from "#lib/dumps/model.ts";
import { type DumpRow, getDump } from "#lib/dumps/queries.ts";
import { requestDump } from "#lib/dumps/request.ts";
import { formatBytes } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { type Answer, answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { program } from "./program.ts";
import { watch } from "./watch.ts";

export const dumpDatabase: Command = {
  name: "database dump",
  usage: "--tenant u00000099 [--wait] [--json]",
  about:
    "Has the worker dump a clinic's database, as ダンプ実行 does. With --wait it shows how far it is. Exit code 1 unless it is made.",
  run: (options) =>
    answer(options, async () => {
      const scope = await systemScope(options.tenant ?? "", program);
      const { id } = await requestDump(scope, { requestId: randomUUID() });
      const watched = options.wait !== undefined && (await watchDump(scope, id));
      return describe(await getDump(scope, id), options.wait !== undefined && !watched);
    }),
};

function watchDump(scope: Scope, id: string): Promise<boolean> {
  const look = async () => {
    const { state, progress } = await getDump(scope, id);
    return {
      state: dumpStateLabels[state],
      waiting: state === "waiting",
      over: !isOpenDump(state),
      done: progress?.done,
      bytesPerSecond: progress?.bytesPerSecond ?? null,
      secondsLeft: progress?.secondsLeft ?? null,
    };
  };
  return watch(look, `npm run portal -- database list --tenant ${scope.tenant.orcamoId}`);
}

function describe(dump: DumpRow, left: boolean): Answer {
  const size =
    dump.size === null ? [] : [`${formatBytes(dump.size)}, ${dump.tables} tables, ${dump.rows} rows, SHA-256 ${dump.sha256}`];
  const words = [`${dump.fileName}  ${dumpStateLabels[dump.state]}`, ...size, ...(dump.sentence ? [dump.sentence] : [])];
  const bad = dump.state === "failed" || dump.state === "cancelled";
  return { facts: { ...dump }, words, code: left ? 130 : bad ? 1 : 0 };
}
