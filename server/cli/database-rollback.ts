import { systemScope } from "#lib/access/system-scope.ts";
import { getImport, listImports } from "#lib/imports/queries.ts";
import { rollBackImport } from "#lib/imports/roll-back.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { program } from "./program.ts";

export const rollBackDatabase: Command = {
  name: "database rollback",
  usage: "--tenant u00000099 [--json]",
  about: "Puts back the database as it was before the last 本番インポート, as 元に戻す does within 14 days.",
  run: (options) =>
    answer(options, async () => {
      const scope = await systemScope(options.tenant ?? "", program);
      const { id, fileName, swappedAt } = await lastSwapped(scope);
      await rollBackImport(scope, { id });
      const { rolledBackAt } = await getImport(scope, id);
      const words = [
        `rolled back: the import of ${fileName}, in use since ${swappedAt ? formatDateTimeSeconds(swappedAt) : "-"}`,
      ];
      return { facts: { id, fileName, swappedAt, rolledBackAt }, words, code: 0 };
    }),
};

/** @throws Refusal ROLLBACK_NOT_POSSIBLE */
async function lastSwapped(scope: Scope) {
  for (const { id, kind, state } of await listImports(scope)) {
    if (kind === "live" && state === "done") return getImport(scope, id);
  }
  throw new Refusal("ROLLBACK_NOT_POSSIBLE");
}
