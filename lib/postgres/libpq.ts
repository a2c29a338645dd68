/** What PostgreSQL's own tools understand of a connection string; Node's driver has parameters of its own. */
const understood = new Set(["host", "sslmode", "sslrootcert", "sslcert", "sslkey"]);

export interface ToolConnection {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The password goes by the environment, which other users of the machine cannot read as they can an argument. */
export function toolConnection(url: string): ToolConnection {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = "";
  for (const name of [...address.searchParams.keys()]) if (!understood.has(name)) address.searchParams.delete(name);
  return {
    args: [`--dbname=${address.href}`],
    env: { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C", PGPASSWORD: password, PGCONNECT_TIMEOUT: "30" },
  };
}
