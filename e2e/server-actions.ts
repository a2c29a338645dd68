import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Permission, permissions } from "#lib/access/permissions.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { origin } from "./portal.ts";
import type { Answer, Visitor } from "./visitor.ts";

export interface ServerAction {
  readonly name: string;
  readonly id: string;
  readonly permission: Permission;
  readonly door: Door;
  /** An address that Next runs it at: of a page beside its file, whose bundle has it. */
  readonly page: string;
}

type Door = "tenant" | "entry" | "operator" | "personal" | "code" | "certificate";

/** Every server action of the build, from Next's own list: a new one is in it the moment it exists. */
export function serverActions(): ServerAction[] {
  const manifest = manifestShape.parse(
    JSON.parse(readFileSync(inPackage(".next/server/server-reference-manifest.json"), "utf8")),
  );
  return Object.entries(manifest.node).map(([id, { filename, exportedName, workers }]) => {
    const source = readFileSync(inPackage(filename), "utf8");
    const rule = new RegExp(
      `const ${exportedName} = (tenant|entry|operator|personal|code|certificate)Action\\(\\s*\\{ permission: "([a-z:-]+)"`,
    ).exec(source);
    const permission = permissions.find((known) => known === rule?.[2]);
    const page = Object.keys(workers).find((worker) => worker.startsWith(`${path.posix.dirname(filename)}/`));
    if (!rule || !permission || !page) throw new Error(`No door or page is found for ${exportedName} in ${filename}.`);
    const address = page.replace(/^app/, "").replace(/\/page$/, "");
    return { name: exportedName, id, permission, door: rule[1] as Door, page: address };
  });
}

export function serverAction(name: string): ServerAction {
  const action = serverActions().find((known) => known.name === name);
  if (!action) throw new Error(`There is no server action ${name}.`);
  return action;
}

/** As the browser's script calls it: React's own encoding of (previous state, form data). */
export function callAction(
  visitor: Visitor,
  page: string,
  { id }: Pick<ServerAction, "id">,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { Origin: origin },
): Promise<Answer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", JSON.stringify([{}, "$K1"]));
  return visitor.post(page, body, { Accept: "text/x-component", "Next-Action": id, ...headers });
}

const manifestShape = z.object({
  node: z.record(
    z.string(),
    z.object({ filename: z.string(), exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
  ),
});

function inPackage(file: string): string {
  return path.join(packageRoot, file);
}
