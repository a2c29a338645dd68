type CheckboxProps = {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  /** In a table the column says what it is: the label is then for screen readers only. */
  readonly labelHidden?: boolean | undefined;
  /** The form it belongs to, when that stands elsewhere on the page. */
  readonly form?: string | undefined;
  readonly defaultChecked?: boolean | undefined;
};

/** The whole label is the target, 44 px at least. Made on the server: a list has one in each row. */
export function Checkbox({ label, labelHidden, ...input }: CheckboxProps) {
  return (
    <label className="inline-flex min-h-11 min-w-11 items-center gap-2 screen-only">
      <input type="checkbox" className="size-6" {...input} />
      <span className={labelHidden ? "sr-only" : ""}>{label}</span>
    </label>
  );
}
