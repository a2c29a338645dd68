/** Date and time as `format.ts` writes them, in a table: breaks between day and time alone, however full the row is. */
export function Moment({ text }: { readonly text: string }) {
  const [day, time] = text.split(" ");
  return (
    <>
      <span className="whitespace-nowrap">{day}</span> <span className="whitespace-nowrap">{time}</span>
    </>
  );
}
