import type { KnownCertificate, Peer } from "../platform/peer.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Actor } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";

/**
 * How many failures in a window are let through. Every key needs a valid certificate, and names it or its organisation:
 * an outsider locks nobody out, and no other organisation does, be it at the same address.
 */
const limits = { pair: 5, certificate: 30, address: 100 } as const;
const windowMinutes = 15;

export interface ThrottleKeys {
  readonly loginId: string;
  readonly thumbprint: string;
  /** O of the certificate. */
  readonly organization: string;
  readonly address: string;
}

export function signInKeys({ thumbprint, organization }: KnownCertificate, { address }: Peer, loginId: string): ThrottleKeys {
  return { loginId, thumbprint, organization, address };
}

/** For the password of someone who is signed in: guesses there and those of signing in are one count. */
export function throttleKeys({ certificate, address }: Actor, loginId: string): ThrottleKeys {
  return { loginId, thumbprint: certificate?.id ?? "", organization: certificate?.organization ?? "", address };
}

/**
 * Counts the attempt before the password is looked at, so that guesses sent at once cannot outrun the count.
 * @throws Refusal SIGN_IN_THROTTLED with the minutes to wait
 */
export async function countAttempt(keys: ThrottleKeys, now: Date): Promise<void> {
  const { rows } = await systemPool().query<{ key: string; failures: number; windowStart: Date }>({
    name: "count-attempt",
    text: count,
    values: [now, windowMinutes, names(keys)],
  });
  for (const row of rows) {
    const limit = limits[row.key.slice(0, row.key.indexOf(":")) as keyof typeof limits];
    if (row.failures <= limit) continue;
    const until = row.windowStart.getTime() + windowMinutes * 60_000;
    throw new Refusal("SIGN_IN_THROTTLED", { minutes: Math.max(1, Math.ceil((until - now.getTime()) / 60_000)) });
  }
}

/** The password was right, and the code is still to be shown: the attempt is taken back, and no failure before it. */
export async function takeBackAttempt(keys: ThrottleKeys): Promise<void> {
  await systemPool().query(takeBack, [names(keys)]);
}

/** Who has shown everything clears their own count and takes the attempt back from the shared ones. */
export async function forgiveAttempts(keys: ThrottleKeys): Promise<void> {
  const [pair, certificate, address] = names(keys);
  await systemPool().query(`DELETE FROM sign_in_throttles WHERE key = $1`, [pair]);
  await systemPool().query(takeBack, [[certificate, address]]);
}

/** ロック解除: failures of this login ID, with whatever certificate, count no more. */
export async function forgetFailures(loginId: string): Promise<void> {
  await systemPool().query(`DELETE FROM sign_in_throttles WHERE starts_with(key, $1)`, [`pair:${loginId}:`]);
}

/** Which of these login IDs are turned away now, with one certificate at least. */
export async function lockedLoginIds(loginIds: readonly string[], now: Date): Promise<Set<string>> {
  const { rows } = await systemPool().query<{ loginId: string }>(
    `SELECT DISTINCT l AS "loginId" FROM unnest($3::text[]) AS l JOIN sign_in_throttles t ON starts_with(t.key, 'pair:' || l || ':')
     WHERE t.failures >= $4 AND NOT (${over})`,
    [now, windowMinutes, loginIds, limits.pair],
  );
  return new Set(rows.map(({ loginId }) => loginId));
}

function names(keys: ThrottleKeys): [string, string, string] {
  const { loginId, thumbprint, organization, address } = keys;
  return [`pair:${loginId}:${thumbprint}`, `certificate:${thumbprint}`, `address:${organization}:${address}`];
}

/** Locked in the order in which countAttempt locks them, or two at one certificate would wait for each other. */
const takeBack = `UPDATE sign_in_throttles t SET failures = greatest(0, t.failures - 1)
  FROM (SELECT key FROM sign_in_throttles WHERE key = ANY($1) ORDER BY key FOR UPDATE) AS locked WHERE t.key = locked.key`;

/** A window that begins far ahead was counted before the clock was set back: it would last for as long. */
const over = `t."windowStart" NOT BETWEEN $1::timestamptz - make_interval(mins => $2) AND $1::timestamptz + make_interval(mins => $2)`;

const count = `INSERT INTO sign_in_throttles AS t (key, failures, "windowStart")
  SELECT key, 1, $1 FROM unnest($3::text[]) AS key ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN ${over} THEN 1 ELSE t.failures + 1 END,
    "windowStart" = CASE WHEN ${over} THEN $1 ELSE t."windowStart" END
  RETURNING key, failures, "windowStart"`;
