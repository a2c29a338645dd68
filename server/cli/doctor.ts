import { systemPool } from "#lib/platform/system-db.ts";
import { checkAuthority, checkKey, checkRevocationList, checkServerCertificate, checkServerNames } from "./check-authority.ts";
import { checkBackup } from "./check-backup.ts";
import { checkClock, checkMigrations, checkServer } from "./check-database.ts";
import { checkKeyPool } from "./check-key-pool.ts";
import { checkDataDirectory, checkDisk, checkNode, checkTools } from "./check-machine.ts";
import { checkStorage } from "./check-storage.ts";
import { checkTenantDatabases } from "./check-tenant-databases.ts";
import { checkTenantTls } from "./check-tenant-tls.ts";
import type { Command } from "./command.ts";
import { explainFailure } from "./explain-failure.ts";
import { type Finding, fail, ok } from "./finding.ts";

export const doctor: Command = {
  name: "doctor",
  usage: "",
  about: "Looks at versions, database, clock, disk, authority and certificates, and says what to do. Exit code 1 on FAIL.",
  alone: true,
  async run() {
    const findings = await Promise.all([checkNode, checkTools, checkDataDirectory, checkDisk, checkStorage].map(look));
    const database = await look(checkReachable);
    // Without the database the others would all say the same.
    const inside = [
      checkServer,
      checkTenantDatabases,
      checkMigrations,
      checkClock,
      checkKey,
      checkAuthority,
      checkServerCertificate,
      checkServerNames,
      checkRevocationList,
      checkKeyPool,
      checkTenantTls,
      checkBackup,
    ];
    const more = database.state === "OK" ? await Promise.all(inside.map(look)) : [];
    const all = [...findings, database, ...more];
    for (const { state, about, todo } of all) console.log(`${state.padEnd(4)}  ${about}${todo ? `\n      → ${todo}` : ""}`);
    return all.some(({ state }) => state === "FAIL") ? 1 : 0;
  },
};

async function checkReachable(): Promise<Finding> {
  await systemPool().query("SELECT 1");
  return ok("database reachable");
}

/** A check that breaks is a finding too. */
async function look(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return fail(check === checkReachable ? "database not reachable" : check.name, explainFailure(error).sentence);
  }
}
