import path from "node:path";
import { serverHosts } from "#lib/authority/server-certificate.ts";
import { directoryOf, rememberTlsPlace } from "#server/tenant-tls/place.ts";
import { refreshTenantTls } from "#server/tenant-tls/refresh.ts";
import { type Command, UsageError } from "./command.ts";

export const configurePostgresTls: Command = {
  name: "postgres tls-config",
  usage: "[--out DIRECTORY] [--hosts NAMES]",
  about:
    "Opens the clinics' databases to certificates of kind db, read-only: writes into PostgreSQL's own files (--out, where pg_hba.conf is; else the private PostgreSQL's) and has it read them. The worker keeps them up to date.",
  async run({ out, hosts: named = "" }) {
    const hosts = named.split(/[\s,]+/).filter(Boolean);
    if (!out && hosts.length === 0)
      throw new UsageError("--hosts missing: by which names, separated by commas, do clients reach the database server?");
    if (hosts.join() === serverHosts().join())
      throw new UsageError(`--hosts: ${hosts.join()} is the portal itself. Give the database server a name of its own.`);
    const place = { ...(out && { directory: path.resolve(out) }), hosts };
    directoryOf(place);
    const now = new Date();
    await rememberTlsPlace(place, now);
    const written = await refreshTenantTls(now);
    for (const name of written?.names ?? []) console.log(path.join(written?.directory ?? "", name));
    console.log("PostgreSQL has read them. The worker writes them anew each minute in which something changed.");
    return 0;
  },
};
