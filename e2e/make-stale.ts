import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { withClient } from "#server/postgres/connect.ts";
import { dataDir } from "./portal.ts";

/** As if the person had signed in eleven minutes ago: what asks for a proof asks for the password again. */
export async function makeStale(loginId: string): Promise<void> {
  const { system } = z
    .object({ system: z.string() })
    .parse(JSON.parse(readFileSync(path.join(dataDir, "database.json"), "utf8")));
  await withClient(system, async (client) => {
    // The demo's users are younger than that, and a proof older than the password would end the session.
    await client.query(`UPDATE users SET "passwordChangedAt" = now() - interval '1 day' WHERE "loginId" = $1`, [loginId]);
    await client.query(
      `UPDATE sessions s SET "provedAt" = now() - interval '11 minutes' FROM users u WHERE u.id = s."userId" AND u."loginId" = $1`,
      [loginId],
    );
  });
}
