import { z } from "zod";
import { env } from "#lib/platform/env.ts";
import { knownOrigin } from "./known-origin.ts";

/** `?from=`; an origin that we do not know is as if it were not there. */
export const fromInput = z.object({
  from: z
    .string()
    .optional()
    .catch(undefined)
    .transform((from) => knownOrigin(from, origins())),
});

function origins(): string[] {
  const { hosts, renewalOrigins } = env();
  return [...hosts.map((host) => new URL(`https://${host}`).origin), ...renewalOrigins];
}
