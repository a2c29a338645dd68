import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { applicationOrigin, dataDir } from "./portal.ts";

/** Starts the portal as `npm start` does, on an empty data directory, and ends with it. */
rmSync(dataDir, { recursive: true, force: true });
const portal = spawn(process.execPath, ["server/start.ts"], {
  stdio: "inherit",
  env: {
    ...process.env,
    PORTAL_DATA_DIR: dataDir,
    PORTAL_LOG: "error",
    PORTAL_KEY_POOL: "20",
    PORTAL_RENEWAL_ORIGINS: applicationOrigin,
    DATABASE_URL: "",
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => portal.kill(signal));
portal.on("exit", (code) => process.exit(code ?? 1));
