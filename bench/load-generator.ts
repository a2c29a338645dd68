import { text } from "node:stream/consumers";
import autocannon from "autocannon";

export type Load = {
  readonly url: string;
  readonly connections: number;
  readonly cookie: string;
  readonly pfx: string;
  readonly passphrase: string;
} & ({ readonly seconds: number } | { readonly amount: number });

export interface LoadResult {
  readonly statuses: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly seconds: number;
  readonly failures: number;
  readonly bytes: number;
  /** Milliseconds. */
  readonly p99: number;
}

/** A process of its own, so that its work is not counted as the server's: reads a Load, prints a LoadResult. */
const load = JSON.parse(await text(process.stdin)) as Load;
const result = await autocannon({
  url: load.url,
  connections: load.connections,
  ...("amount" in load ? { amount: load.amount } : { duration: load.seconds }),
  timeout: 60,
  headers: {
    Cookie: load.cookie,
    // What browsers send: compression is a part of the cost.
    "Accept-Encoding": "gzip, deflate, br, zstd",
    Accept: "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "ja",
  },
  tlsOptions: { pfx: Buffer.from(load.pfx, "base64"), passphrase: load.passphrase, rejectUnauthorized: false },
});
const statuses = Object.fromEntries(Object.entries(result.statusCodeStats ?? {}).map(([code, { count }]) => [code, count ?? 0]));
const answered: LoadResult = {
  statuses,
  requests: Object.values(statuses).reduce((sum, count) => sum + count, 0),
  seconds: result.duration,
  failures: result.errors + result.timeouts,
  bytes: result.throughput.total,
  p99: result.latency.p99,
};
process.stdout.write(JSON.stringify(answered));
