import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "#server/start/package-root.ts";

const page = "docs/compliance.md";
const text = readFileSync(path.join(packageRoot, page), "utf8");

/** Auditors follow what the page names: a file that was moved must not leave a claim behind. */
test("every path that docs/compliance.md names exists", () => {
  const code = [...text.matchAll(/`((?:app|components|deploy|docs|e2e|lib|prisma|server|tests)\/[^`\s]+)`/g)].map(
    ([, file = ""]) => file,
  );
  const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, to = ""]) => path.join(path.dirname(page), to));
  assert.ok(code.length > 30 && links.length > 3, `${code.length} paths and ${links.length} links were found`);
  assert.deepEqual(
    [...code, ...links].filter((file) => !existsSync(path.join(packageRoot, file))),
    [],
  );
});

test("every setting that it names is one", () => {
  const settings = readFileSync(path.join(packageRoot, "lib/platform/env.ts"), "utf8");
  const named = [...text.matchAll(/`(PORTAL_[A-Z_]+)`/g)].map(([, name = ""]) => name);
  assert.ok(named.length > 1);
  assert.deepEqual(
    named.filter((name) => !settings.includes(`${name}:`)),
    [],
  );
});
