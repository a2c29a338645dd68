import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { measureBrowser } from "./browser.ts";
import { measureBurst } from "./burst.ts";
import { measureDerivations } from "./derivations.ts";
import { measureDumps } from "./dumps.ts";
import { type Section, tableOf } from "./figures.ts";
import { measureImports } from "./imports.ts";
import type { Issued } from "./issuing.ts";
import { measurePageMemory, measureZipMemory } from "./memory.ts";
import { measurePages } from "./pages.ts";
import { administratorOf, startPortal } from "./portal.ts";
import { measureRenewals } from "./renewals.ts";
import { portalEnvironment, quick, sizes } from "./settings.ts";
import { measureSignIns } from "./sign-ins.ts";
import { measureSwaps } from "./swap.ts";
import { measureUploads } from "./uploads.ts";
import { signIn } from "./visitor.ts";

/** `npm run bench`: a portal of its own, the figures of README.md, never a test: a slow machine fails nothing. */
Object.assign(process.env, portalEnvironment);
const began = new Date();
const loadBefore = loadavg()[0] ?? 0;
const [part] = process.argv.slice(2);
const { values } = parseArgs({ args: process.argv.slice(3), options: { rows: { type: "string", default: "10000000" } } });
/** One line a part of `npm run bench -- <part>`; without a part: the pages, certificates and their memory. */
const parts: Readonly<Record<string, () => Promise<Section[]>>> = {
  "sign-ins": () => measureSignIns(Number(values.rows), say),
  imports: () => beside(() => measureImports(say)),
  dumps: () => beside(() => measureDumps(say)),
  uploads: () => beside(() => measureUploads(say)),
  swap: () => measureSwaps(say),
  renewals: () => measureRenewals(say),
  burst: () => measureBurst(say),
  derivations: () => measureDerivations(),
};
if (part !== undefined && !Object.hasOwn(parts, part))
  throw new Error(`There is no part ${part}: ${Object.keys(parts).join(", ")}`);
const sections = await (parts[part ?? ""] ?? measureAll)();
const [cpu] = cpus();
const machine = {
  date: began.toISOString(),
  node: process.version,
  cpu: cpu?.model ?? "unknown",
  cores: availableParallelism(),
  loadAverageBefore: loadBefore,
  quick,
};
writeFileSync(
  path.join(import.meta.dirname, `results/${part ?? "latest"}.json`),
  `${JSON.stringify({ machine, sections }, undefined, 2)}\n`,
);
console.log(tableOf(sections));
console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; load average before: ${loadBefore.toFixed(2)}`);
process.exit(0);

/** On a portal of its own. */
async function beside(measure: () => Promise<Section[]>): Promise<Section[]> {
  say("Starting a portal of its own");
  await using _portal = await startPortal();
  return await measure();
}

async function measureAll(): Promise<Section[]> {
  say("Starting a portal of its own");
  await using _portal = await startPortal();
  const clinic = "u00000014";
  const visitor = await signIn(administratorOf(clinic, "client21"));
  const list = `/tenants/${clinic}/certificates`;
  const sections: Section[] = [];

  say("Pages");
  sections.push(await measurePages(visitor, list));
  say("Memory after pages");
  sections.push(await measurePageMemory(visitor, list));
  say("Chromium and Lighthouse");
  const browsed = await measureBrowser(visitor, [
    ["証明書一覧", list],
    ["申請済証明書詳細", `${list}/21`],
  ]);
  sections.push(browsed);

  // Another tenant, which is nearly empty: the lists above stay as they are.
  const other = "u00000452";
  say("Issuing and renewing");
  const issued = await issue(other);
  sections.push(renewalSection(issued));
  say("Memory during a zip");
  const administrator = await signIn(administratorOf(other, "client1423"));
  sections.push(await measureZipMemory(administrator, `/tenants/${other}/certificates/bulk-download`, issued.numbers));
  return sections;
}

async function issue(orcamoId: string): Promise<Issued> {
  const program = path.join(import.meta.dirname, "issuing.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    orcamoId,
    String(sizes.zipCertificates),
    String(sizes.renewals),
  ]);
  return JSON.parse(stdout) as Issued;
}

function renewalSection({ lanes, issues, renewals, keys, delayP99, delayMaximum }: Issued): Section {
  return {
    title: `Renewals in one process, ${lanes} at once, in turns with bare RSA-2048 key generation`,
    figures: [
      { name: "certificates issued a second", value: issues, unit: "1/s" },
      { name: "certificates renewed a second", value: renewals, unit: "1/s" },
      { name: "bare keys a second", value: keys, unit: "1/s" },
      { name: "renewals against bare keys", value: renewals / keys, unit: "of 1", target: { atLeast: 0.75 } },
      { name: "event loop delay while renewing, 99 %, worst turn", value: delayP99, unit: "ms", target: { atMost: 20 } },
      { name: "event loop delay while renewing, highest", value: delayMaximum, unit: "ms" },
    ],
  };
}

function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
