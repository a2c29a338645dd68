import { paths } from "#app/_doors/paths.ts";
import { DumpProgress } from "#components/dump-progress.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { dumpKindLabels } from "#lib/dumps/model.ts";
import type { DumpRow } from "#lib/dumps/queries.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { DumpDialog } from "./questions.tsx";

interface RunningDumpsProps {
  readonly scope: Scope;
  readonly rows: readonly DumpRow[];
}

/** What is being made, as it is now, with the way to stop it; a safety dump ends with its import. */
export function RunningDumps({ scope: { actor, tenant }, rows }: RunningDumpsProps) {
  const { orcamoId } = tenant;
  const steps = rows.map(({ id, state, progress, cancelling }) => ({ id, state, progress, cancelling })).reverse();
  return (
    <Section title="実行中のダンプ">
      <DumpProgress steps={steps} eventsHref={paths.dumpEvents(orcamoId)} href={paths.dumps(orcamoId)} />
      <ul className="mt-3">
        {rows.map((row) => (
          <li key={row.id} className="mt-2 flex flex-wrap items-center gap-3">
            <span>
              {formatDateTimeSeconds(row.createdAt)} {dumpKindLabels[row.kind]}（{row.loginId}）
            </span>
            {row.kind !== "safety" && !row.cancelling && can(actor, "databases:cancel") && (
              <DumpDialog orcamoId={orcamoId} dump={row} ask="cancel" />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
