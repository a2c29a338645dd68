/** What one visitor may take of the server. Times in milliseconds. */
export const limits = {
  /** A request head; the byte filter holds no more either (request-heads.ts). */
  headBytes: 16 * 1024,
  /** The body of a form; server actions take 1 MB. */
  formBytes: 2 * 1024 * 1024,
  handshake: 10_000,
  proxyHeader: 5_000,
  head: 15_000,
  /** A body; uploads of files have a clock of their own (lib/uploads/watch-sender.ts). */
  request: 300_000,
  keepAlive: 65_000,
  /** How often Node looks for heads and requests that are overdue. */
  check: 5_000,
  /** One address may be a whole clinic behind NAT: some forty browsers with six connections each. */
  connectionsPerAddress: 256,
  connections: 10_000,
  /** What is still being answered when the portal stops. */
  closing: 10_000,
} as const;
