import { systemClock } from "#lib/platform/clock.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { createTenantInput } from "#lib/tenants/inputs.ts";
import { type Command, readInput } from "./command.ts";
import { program } from "./program.ts";

export const createTenantCommand: Command = {
  name: "tenant create",
  usage: "--orcamo-id u00000099 --name NAME [--kind clinic|vendor|operator]",
  about: "A new organisation, with an empty log. ORCAMO IDs begin with u (clinic), v (vendor) or o (operator).",
  async run(options) {
    const { "orcamo-id": orcamoId, name, kind } = options;
    const input = readInput(createTenantInput, { orcamoId, name, kind }, { orcamoId: "orcamo-id" });
    await createTenant(program, input, systemClock);
    console.log(`Created ${input.orcamoId} (${input.name}). Next: user create, certificate issue.`);
    return 0;
  },
};
