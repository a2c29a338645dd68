import { permit } from "../access/permissions.ts";
import { startOfDay } from "../platform/format.ts";
import { literally } from "../platform/literally.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import type { Scope } from "../platform/scope.ts";
import { type Described, type DescribedActor, describeActor, describeFacts } from "./describe.ts";
import type { LogListInput } from "./inputs.ts";
import { actionLabel, logPageSize } from "./model.ts";

export interface LogRow {
  readonly sequence: bigint;
  readonly at: Date;
  readonly action: string;
  readonly target: string;
  readonly facts: readonly Described[];
  readonly actor: DescribedActor;
}

export interface LogPage {
  readonly rows: readonly LogRow[];
  /** The number that the page of older entries goes on from; undefined when there are none. */
  readonly before: bigint | undefined;
  /** The same for the newer ones. */
  readonly after: bigint | undefined;
}

/** テナントログ, newest first, from the number of an entry on: a page costs the same, however long the log is. */
export async function listEntries(scope: Scope, input: LogListInput): Promise<LogPage> {
  permit(scope, "tenant-log:read");
  const back = input.after !== undefined;
  const found = await scope.db.auditEntry.findMany({
    where: { AND: [filterOf(input), place(input)] },
    select: { sequence: true, at: true, action: true, target: true, facts: true, actor: true },
    orderBy: { sequence: back ? "asc" : "desc" },
    take: logPageSize + 1,
  });
  const more = found.length > logPageSize;
  const rows = found.slice(0, logPageSize);
  if (back) rows.reverse();
  const [first, last] = [rows[0]?.sequence, rows.at(-1)?.sequence];
  return {
    rows: rows.map((row) => ({
      ...row,
      action: actionLabel(row.action),
      facts: describeFacts(row.facts),
      actor: describeActor(row.actor),
    })),
    before: back || more ? last : undefined,
    after: (back ? more : input.before !== undefined) ? first : undefined,
  };
}

function place({ before, after }: LogListInput): Prisma.AuditEntryWhereInput {
  if (after !== undefined) return { sequence: { gt: after } };
  return before === undefined ? {} : { sequence: { lt: before } };
}

function filterOf({ from, to, action, person }: LogListInput): Prisma.AuditEntryWhereInput {
  return {
    at: { ...(from && { gte: startOfDay(from) }), ...(to && { lt: new Date(startOfDay(to).getTime() + 86_400_000) }) },
    ...(action !== "all" && { action }),
    ...(person !== "" && {
      OR: [
        { actor: { path: ["loginId"], equals: person.toLowerCase() } },
        { actor: { path: ["name"], string_contains: literally(person) } },
      ],
    }),
  };
}
