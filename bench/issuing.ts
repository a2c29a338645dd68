import { generateKeyPair, randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { systemScope } from "#lib/access/system-scope.ts";
import { renewCertificate } from "#lib/certificates/renew.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { closeDb } from "#lib/platform/db.ts";
import { closeSystemDb } from "#lib/platform/system-db.ts";

/**
 * A process of its own on the portal's data: `issuing.ts <orcamoId> <certificates> <renewals>` issues the certificates
 * as of a year ago, then renews as many of them as asked, in turns with bare key generation, and prints Issued.
 */
export interface Issued {
  readonly numbers: readonly number[];
  readonly lanes: number;
  /** A second. */
  readonly issues: number;
  readonly renewals: number;
  readonly keys: number;
  /** Milliseconds, of the event loop of the process that renews, in the worst turn. */
  readonly delayP99: number;
  readonly delayMaximum: number;
}

const [orcamoId = "", certificates = "0", renewals = "0"] = process.argv.slice(2);
const program = "bench";
/** Twice the cores: while one waits for the database another makes its key. The bare keys get as many threads. */
const lanes = 2 * availableParallelism();
const generate = promisify(generateKeyPair);

const issue = await issueLines(Number(certificates));
process.stdout.write(JSON.stringify({ ...issue, lanes, ...(await renewInTurns(issue.numbers.slice(0, Number(renewals)))) }));
await closeDb();
await closeSystemDb();

async function issueLines(count: number) {
  const yearAgo = new Date(Date.now() - 365 * 86_400_000);
  const scope = await systemScope(orcamoId, program, clockAt(yearAgo));
  const numbers: number[] = [];
  const seconds = await inLanes(count, async () => {
    numbers.push(...(await requestCertificates(scope, { requestId: randomUUID(), kind: "client", count: 1, note: "bench" })));
  });
  return { numbers, issues: count / seconds };
}

/** In short turns, so that whatever else the machine does falls on both alike. */
async function renewInTurns(numbers: readonly number[]) {
  const scope = await systemScope(orcamoId, program);
  const waiting = [...numbers];
  const delays: { p99: number; maximum: number }[] = [];
  const total = { renewing: 0, generating: 0 };
  const turn = Math.max(10, Math.ceil(numbers.length / 10));
  while (waiting.length > 0) {
    const chosen = waiting.splice(0, turn);
    const count = chosen.length;
    total.generating += await inLanes(count, () => generate("rsa", { modulusLength: 2048 }));
    // A new one each turn: one that is only stopped meanwhile counts the other's turn as a delay.
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    total.renewing += await inLanes(count, () => renewCertificate(scope, { number: chosen.pop() ?? 0, generation: 1 }));
    delay.disable();
    delays.push({ p99: delay.percentile(99) / 1e6, maximum: delay.max / 1e6 });
  }
  return {
    renewals: numbers.length / total.renewing,
    keys: numbers.length / total.generating,
    delayP99: Math.max(...delays.map(({ p99 }) => p99)),
    delayMaximum: Math.max(...delays.map(({ maximum }) => maximum)),
  };
}

/** @returns seconds */
async function inLanes(count: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let left = count;
  const lane = async () => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (performance.now() - began) / 1000;
}
