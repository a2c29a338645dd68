export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
}

export function tableOf(sections: readonly Section[]): string {
  return sections.flatMap(({ title, figures }) => ["", title, ...figures.map(line)]).join("\n");
}

/** Of an even number the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** @param percent of the values are below it, or equal. */
export function percentile(values: readonly number[], percent: number): number {
  const place = Math.min(Math.floor((values.length * percent) / 100), values.length - 1);
  return values.toSorted((a, b) => a - b)[place] ?? Number.NaN;
}

function line(figure: Figure): string {
  const { name, value, unit, target } = figure;
  const promise = target ? ("atLeast" in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`) : "";
  const verdict = { true: "met", false: "MISSED", undefined: "" }[String(isMet(figure))] ?? "";
  return `  ${name.padEnd(62)} ${rounded(value).padStart(10)} ${unit.padEnd(12)} ${promise.padEnd(10)} ${verdict}`.trimEnd();
}

function rounded(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });
}

/** undefined where nothing is promised. */
function isMet({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}
