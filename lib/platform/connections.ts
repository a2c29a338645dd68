import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { env } from "./env.ts";
import { once } from "./once.ts";

/**
 * The addresses of the portal's database, one a role: owner (migrations), app (bound to one tenant by row-level
 * security) and system. Start-up makes the roles and writes the file (mode 0600).
 * @throws Error when the file is missing: the portal was never started with this data directory.
 */
export function connections(): Connections {
  return once("connections", readConnections);
}

const connectionsFile = (): string => path.join(env().dataDir, "database.json");

export type Connections = z.infer<typeof schema>;

/** `tenants`: the administrator of the clinics' databases, wherever they are; none where they were not set up. */
const schema = z.object({ owner: z.string(), app: z.string(), system: z.string(), tenants: z.string().optional() });

function readConnections(): Connections {
  try {
    return schema.parse(JSON.parse(readFileSync(connectionsFile(), "utf8")));
  } catch (error) {
    throw new Error(`Cannot read ${connectionsFile()}. Start the portal once with this data directory (npm start).`, {
      cause: error,
    });
  }
}
