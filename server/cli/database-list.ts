import { systemScope } from "#lib/access/system-scope.ts";
import { dumpKindLabels, dumpStateLabels } from "#lib/dumps/model.ts";
import { listDumps } from "#lib/dumps/queries.ts";
import { importKindLabels, importStateLabels } from "#lib/imports/model.ts";
import { listImports } from "#lib/imports/queries.ts";
import { formatBytes, formatDateTimeSeconds } from "#lib/platform/format.ts";
import { uploadStateLabels } from "#lib/uploads/model.ts";
import { listUploads } from "#lib/uploads/queries.ts";
import { answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { program } from "./program.ts";

export const listDatabase: Command = {
  name: "database list",
  usage: "--tenant u00000099 [--json]",
  about: "A clinic's uploads, imports and dumps, the newest first.",
  run: (options) =>
    answer(options, async () => {
      const scope = await systemScope(options.tenant ?? "", program);
      const [uploads, imports, dumps] = await Promise.all([listUploads(scope), listImports(scope), listDumps(scope)]);
      const words = [
        `uploads: ${uploads.length}`,
        ...uploads.map((row) => line(row.createdAt, uploadStateLabels[row.state], row.fileName, row.size)),
        `imports: ${imports.length}`,
        ...imports.map((row) =>
          line(row.createdAt, importStateLabels[row.state], importKindLabels[row.kind], row.fileName, row.bytes, row.sentence),
        ),
        `dumps: ${dumps.length}`,
        ...dumps.map((row) =>
          line(row.createdAt, dumpStateLabels[row.state], dumpKindLabels[row.kind], row.fileName, row.size, row.sentence),
        ),
      ];
      return { facts: { uploads, imports, dumps }, words, code: 0 };
    }),
};

/** A number is an amount of bytes. */
function line(at: Date, ...parts: readonly (string | number | null)[]): string {
  const shown = parts.filter((part) => part !== null).map((part) => (typeof part === "number" ? formatBytes(part) : part));
  return `  ${[formatDateTimeSeconds(at), ...shown].join("  ")}`;
}
