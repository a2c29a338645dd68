import { formatDateTimeSeconds } from "../platform/format.ts";
import { plainText } from "../platform/plain-text.ts";

/** インポートログ. */
export interface ImportLog {
  /** What happened, at this moment. */
  note(text: string): void;
  /** What a tool wrote, without a time of its own. */
  line(text: string): void;
  text(): string;
}

/** In UTF-16 units, each of the beginning and of the end: between them the log may lose lines, and says how many. */
const keptLength = 256 * 1024;
const lineLength = 2_000;

/** Goes on after what an earlier attempt wrote. Each line is plain: what an archive says cannot disguise itself as one of ours. */
export function openImportLog(earlier = "", now: () => Date = () => new Date()): ImportLog {
  const head: string[] = [];
  const tail: string[] = [];
  let headLength = 0;
  let tailLength = 0;
  let lost = 0;

  const add = (line: string) => {
    if (tail.length === 0 && headLength + line.length <= keptLength) {
      head.push(line);
      headLength += line.length + 1;
      return;
    }
    tail.push(line);
    tailLength += line.length + 1;
    while (tailLength > keptLength) {
      tailLength -= (tail.shift()?.length ?? 0) + 1;
      lost++;
    }
  };
  for (const line of earlier.split("\n")) if (line !== "") add(line);

  return {
    note: (text) => add(`${formatDateTimeSeconds(now())} ${plainText(text, lineLength)}`),
    line: (text) => add(`  ${plainText(text, lineLength)}`),
    text: () => [...head, ...(lost > 0 ? [`  … ${lost}行を省略しました …`] : []), ...tail].map((line) => `${line}\n`).join(""),
  };
}
