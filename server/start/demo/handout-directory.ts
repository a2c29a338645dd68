import path from "node:path";
import { env } from "#lib/platform/env.ts";

export const handoutDirectory = (): string => path.join(env().dataDir, "handout");

/** @param names the organisation, and below it a file */
export function handoutFile(...names: string[]): string {
  return path.join(handoutDirectory(), ...names);
}
