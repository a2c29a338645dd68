import { z } from "zod";
import { isOpenDump } from "#lib/dumps/model.ts";
import { followDumps } from "#lib/dumps/queries.ts";
import { isOpen } from "#lib/imports/model.ts";
import { getImportStep } from "#lib/imports/queries.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import { streamEvents } from "./event-stream.ts";
import type { NativeRoute } from "./native-route.ts";
import { sessionRoute } from "./session-route.ts";

/** An import's progress while it runs. */
export function importEvents(): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/events/imports/[id]",
      methods: ["GET"],
      permission: "databases:read",
      page: "/tenants/[orcamoId]/apps/orca/db_imports",
    },
    async (_request, response, scope, params) => {
      const { data: id } = z.uuid().safeParse(params.id);
      if (id === undefined) throw new Refusal("NOT_FOUND");
      const read = () => getImportStep(scope, id);
      // What is not there is answered as such, before the stream begins.
      await read();
      const isOver = ({ state }: Awaited<ReturnType<typeof read>>) => !isOpen(state);
      await streamEvents(response, scope, { key: `import ${scope.tenant.id} ${id}`, read, isOver });
    },
  );
}

/** The progress of the dumps that are being made; over when there are none. */
export function dumpEvents(): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/events/dumps",
      methods: ["GET"],
      permission: "databases:read",
      page: "/tenants/[orcamoId]/apps/orca/db_dumps",
    },
    async (_request, response, scope) => {
      const read = () => followDumps(scope);
      const isOver = (steps: Awaited<ReturnType<typeof read>>) => !steps.some(({ state }) => isOpenDump(state));
      await streamEvents(response, scope, { key: `dumps ${scope.tenant.id}`, read, isOver });
    },
  );
}
