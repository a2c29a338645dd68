import path from "node:path";

/** Where the clone lies: the working directory may be another. */
export const packageRoot = path.resolve(import.meta.dirname, "../..");
