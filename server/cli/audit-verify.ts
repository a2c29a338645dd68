import path from "node:path";
import { systemScope } from "#lib/access/system-scope.ts";
import { compareCheckpoints } from "#lib/audit/compare-checkpoints.ts";
import type { Evidence, Verdict, Verification } from "#lib/audit/model.ts";
import { checkpointsGone, verifyWith } from "#lib/audit/verify.ts";
import { env } from "#lib/platform/env.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { type Command, UsageError } from "./command.ts";
import { program } from "./program.ts";

export const verifyLogs: Command = {
  name: "audit verify",
  usage: "[--tenant u00000099] [--checkpoints DIRECTORY]",
  about: "Computes the logs' chains again and holds them to every signed checkpoint. Exit code 1 unless all are whole.",
  async run({ tenant, checkpoints }) {
    const only = tenant === undefined ? undefined : (await systemScope(tenant, program)).tenant.id;
    const directory = checkpoints === undefined ? env().checkpointDir : path.resolve(checkpoints);
    const compared = await compareCheckpoints(directory, only);
    if (checkpoints !== undefined && compared.checkpoints === 0 && !compared.error)
      throw new UsageError(`--checkpoints: there is no checkpoint in ${directory}.`);
    console.log(`${compared.checkpoints} checkpoints in ${directory}`);
    if (compared.error) console.log(compared.error.message);
    const gone = await checkpointsGone(directory).catch(() => false);
    let broken = 0;
    for await (const orcamoId of tenant === undefined ? everyTenant() : [tenant]) {
      const scope = await systemScope(orcamoId, program);
      const evidence: Evidence = gone ? { fault: "gone" } : compared.evidenceOf(scope.tenant.id);
      const verification = await verifyWith(scope, evidence);
      console.log(`${orcamoId}  ${sentence(verification)}`);
      if (verification.verdict.state !== "whole") broken++;
    }
    return broken === 0 ? 0 : 1;
  },
};

async function* everyTenant(): AsyncGenerator<string> {
  for (let last = ""; ; ) {
    const where = { orcamoId: { gt: last } };
    const rows = await systemDb().tenant.findMany({ where, orderBy: { orcamoId: "asc" }, take: 500, select: { orcamoId: true } });
    for (const { orcamoId } of rows) yield orcamoId;
    last = rows.at(-1)?.orcamoId ?? "";
    if (rows.length < 500) return;
  }
}

function sentence({ verdict, entries, checkpoint }: Verification): string {
  const covered = checkpoint
    ? `checkpoint ${checkpoint.number} of ${checkpoint.at.toISOString()} covers entry ${checkpoint.sequence}`
    : "no checkpoint names it yet";
  return `${words(verdict)} (${entries} entries read, ${covered})`;
}

function words(verdict: Verdict): string {
  if (verdict.state === "whole") return "whole";
  if (verdict.state === "altered") return `altered at entry ${verdict.entry} (${altered[verdict.how]})`;
  if (verdict.state === "tail-missing") return `tail missing from entry ${verdict.entry} on (the ${verdict.knownBy} knows of it)`;
  return verdict.entry === undefined
    ? `checkpoint does not match (files: ${verdict.fault})`
    : `checkpoint does not match at entry ${verdict.entry}`;
}

const altered = {
  hash: "its hash does not fit",
  missing: "it is missing",
  twice: "its number is there twice",
  "beyond-head": "the head does not know of it",
} as const satisfies Record<Extract<Verdict, { state: "altered" }>["how"], string>;
