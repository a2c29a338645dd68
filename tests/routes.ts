import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Permission, permissions } from "#lib/access/permissions.ts";
import { packageRoot } from "#server/start/package-root.ts";

export interface Route {
  /** `app/(x)/tenants/[orcamoId]/page.tsx` */
  readonly file: string;
  /** `/tenants/[orcamoId]` */
  readonly address: string;
  readonly kind: "page" | "route";
  readonly method: "GET" | "POST";
  /** The door that it is made with, or undefined when it has none. */
  readonly door: "tenant" | "entry" | "operator" | "personal" | "public" | "next-auth" | undefined;
  readonly permission: Permission | undefined;
}

/** Every address that app/ serves, read from the files themselves: a new one is in the list the moment it exists. */
export function allRoutes(): Route[] {
  return globSync("app/**/{page.tsx,route.ts,route.tsx}", { cwd: packageRoot, exclude: ["**/_*"] })
    .sort()
    .map(readRoute);
}

/** The files that hold server actions, with what they export. */
export function allActions(): { file: string; name: string; door: string }[] {
  return globSync("app/**/*.{ts,tsx}", { cwd: packageRoot })
    .filter((file) => /^["']use server["']/m.test(read(file)))
    .flatMap((file) =>
      [...read(file).matchAll(/^export (?:const (\w+)(?:: \w+)? = (\w+)|(?:async )?function (\w+))/gm)].map((found) => ({
        file,
        name: found[1] ?? found[3] ?? "",
        door: found[2] ?? "none",
      })),
    );
}

function readRoute(file: string): Route {
  const source = read(file);
  const address = `/${path.posix
    .dirname(file)
    .split("/")
    .slice(1)
    .filter((part) => !part.startsWith("("))
    .join("/")}`;
  const kind = file.includes("/route.") ? "route" : "page";
  const named = /permission: "([a-z:-]+)"/.exec(source)?.[1];
  return {
    file,
    address,
    kind,
    method: kind === "route" && /export const POST\b/.test(source) ? "POST" : "GET",
    door: doorOf(source, file, kind),
    permission: permissions.find((permission) => permission === named),
  };
}

function doorOf(source: string, file: string, kind: Route["kind"]): Route["door"] {
  if (file === "app/api/auth/[...nextauth]/route.ts") return "next-auth";
  const opening =
    kind === "page"
      ? /export default (tenant|entry|operator|personal|public)Page\(/
      : /export const (?:GET|POST) = (tenant|operator)Route\(/;
  return opening.exec(source)?.[1] as Route["door"];
}

function read(file: string): string {
  return readFileSync(path.join(packageRoot, file), "utf8");
}
