import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Permission, permissions } from "#lib/access/permissions.ts";
import { packageRoot } from "#server/start/package-root.ts";

export interface Route {
  /** `app/(x)/tenants/[orcamoId]/page.tsx`, `server/native/uploads.ts` */
  readonly file: string;
  /** `/tenants/[orcamoId]` */
  readonly address: string;
  readonly kind: "page" | "route" | "native";
  readonly method: string;
  /** The door that it is made with, or undefined when it has none. */
  readonly door: "tenant" | "entry" | "operator" | "personal" | "certificate" | "public" | "next-auth" | undefined;
  readonly permission: Permission | undefined;
}

/**
 * Every address that app/ serves, and every native one for signed-in people, read from the files themselves: a new one is
 * in the list the moment it exists.
 */
export function allRoutes(): Route[] {
  const pages = globSync("app/**/{page.tsx,route.ts,route.tsx}", { cwd: packageRoot, exclude: ["**/_*"] });
  const natives = globSync("server/native/*.ts", { cwd: packageRoot, exclude: ["**/*.test.ts", "**/session-route.ts"] });
  return [...pages.sort().map(readRoute), ...natives.sort().flatMap(readNativeRoutes)];
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

/** One for each method: an address may be read and written. */
function readNativeRoutes(file: string): Route[] {
  const rule = /\bsessionRoute\((?:\s*\{\s*address: "([^"]+)",\s*methods: (\[[^\]]*\]),\s*permission: "([a-z:-]+)")?/g;
  return [...read(file).matchAll(rule)].flatMap(([, address = "", methods = '[""]', named]) =>
    (JSON.parse(methods) as string[]).map((method) => ({
      file,
      address,
      kind: "native" as const,
      method,
      door: address ? ("tenant" as const) : undefined,
      permission: permissions.find((permission) => permission === named),
    })),
  );
}

function doorOf(source: string, file: string, kind: "page" | "route"): Route["door"] {
  if (file === "app/api/auth/[...nextauth]/route.ts") return "next-auth";
  const opening =
    kind === "page"
      ? /export default (tenant|entry|operator|personal|certificate|public)Page\(/
      : /export const (?:GET|POST) = (tenant|operator|certificate)Route\(/;
  return opening.exec(source)?.[1] as Route["door"];
}

function read(file: string): string {
  return readFileSync(path.join(packageRoot, file), "utf8");
}
