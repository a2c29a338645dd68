import type { AuditEvent } from "./record.ts";

type Facts = NonNullable<AuditEvent["facts"]>;

/** The facts of a change: `name.before` and `name.after` of whatever is another now; empty when nothing is. */
export function changesBetween<Name extends string>(
  before: Readonly<Record<Name, Facts[string]>>,
  after: Readonly<Record<Name, Facts[string]>>,
): Facts {
  const changed = (Object.keys(after) as Name[]).filter((name) => before[name] !== after[name]);
  return Object.fromEntries(
    changed.flatMap((name) => [
      [`${name}.before`, before[name]],
      [`${name}.after`, after[name]],
    ]),
  );
}
