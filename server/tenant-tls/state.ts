import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { folder } from "./make-files.ts";

/** `read`: the server has read the files as they are. `at`: when those were made that it read last. */
export type TlsState = z.infer<typeof shape>;

const shape = z.object({ read: z.boolean(), at: z.coerce.date().optional() });
const name = `${folder}/state.json`;

export function readState(directory: string): TlsState | undefined {
  const file = path.join(directory, name);
  return existsSync(file) ? shape.safeParse(JSON.parse(readFileSync(file, "utf8"))).data : undefined;
}

export function stateFile(state: TlsState): Map<string, string> {
  return new Map([[name, JSON.stringify(state)]]);
}
