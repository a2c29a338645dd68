import { systemPool } from "#lib/platform/system-db.ts";
import { writeCheckpointCommand } from "./audit-checkpoint.ts";
import { verifyLogs } from "./audit-verify.ts";
import { backUpCommand } from "./backup.ts";
import { issueCertificates } from "./certificate-issue.ts";
import { type Command, readOptions, UsageError } from "./command.ts";
import { checkDatabaseFile } from "./database-check.ts";
import { dumpDatabase } from "./database-dump.ts";
import { importDatabase } from "./database-import.ts";
import { listDatabase } from "./database-list.ts";
import { rollBackDatabase } from "./database-rollback.ts";
import { doctor } from "./doctor.ts";
import { rotateKeys } from "./keys-rotate.ts";
import { configurePostgresTls } from "./postgres-tls-config.ts";
import { restoreCommand } from "./restore.ts";
import { createTenantCommand } from "./tenant-create.ts";
import { createUserCommand } from "./user-create.ts";

const commands: readonly Command[] = [
  doctor,
  createTenantCommand,
  createUserCommand,
  issueCertificates,
  rotateKeys,
  verifyLogs,
  writeCheckpointCommand,
  backUpCommand,
  restoreCommand,
  configurePostgresTls,
  checkDatabaseFile,
  importDatabase,
  rollBackDatabase,
  dumpDatabase,
  listDatabase,
];

/** @throws UsageError, Refusal, or what the command throws */
export async function runCommand(args: readonly string[]): Promise<number> {
  if (args.length === 0 || args.includes("--help") || args[0] === "help") {
    process.stdout.write(help());
    return 0;
  }
  const command = commands.find(({ name }) => args.slice(0, name.split(" ").length).join(" ") === name);
  if (!command) {
    const asked = args.filter((arg) => !arg.startsWith("-")).join(" ");
    throw new UsageError(`There is no command "${asked}". Run "npm run portal -- help" to see what there is.`);
  }
  const options = readOptions(command, args.slice(command.name.split(" ").length));
  // Asked here, so that a database that is away is told before anything is done.
  if (!command.alone) await systemPool().query("SELECT 1");
  return command.run(options);
}

function help(): string {
  const lines = commands.map(({ name, usage, about }) => `  ${name} ${usage}\n      ${about}\n`);
  return `npm run portal -- <command>\n\n${lines.join("\n")}\n  help\n      Shows this.\n`;
}
