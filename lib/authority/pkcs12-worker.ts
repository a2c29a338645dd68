import { parentPort } from "node:worker_threads";
import { type Derivation, derive } from "./pkcs12-derivation.ts";

/** The thread that derives. Passwords come in and keys derived from them go out; no certificate key is ever here. */
parentPort?.on("message", ({ id, derivations }: { id: number; derivations: Derivation[] }) => {
  parentPort?.postMessage({ id, derived: derivations.map(derive) });
});
