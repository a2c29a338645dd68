import { formatDateTime } from "#lib/platform/format.ts";

/** Breaks between day and time alone, however long the reason beside it is. */
export function AttemptTime({ at }: { readonly at: Date }) {
  const [day, time] = formatDateTime(at).split(" ");
  return (
    <>
      <span className="whitespace-nowrap">{day}</span> {time}
    </>
  );
}
