import { inJapan } from "../platform/format.ts";
import { quietFromHour, quietUntilHour } from "./model.ts";

/** From 19時 until 6時 of Japan: an import that runs over night began in the same night. */
export function isQuiet(moment: Date): boolean {
  const hour = inJapan(moment).getUTCHours();
  return hour >= quietFromHour || hour < quietUntilHour;
}
