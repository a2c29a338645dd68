import type { NativeRoute, Sources } from "./native-route.ts";
import { send } from "./send.ts";

/** `/healthz` for balancers and monitors: 200 when the portal can work, 503 while its database is away. */
export function health(sources: Pick<Sources, "databaseReachable">): NativeRoute {
  return {
    path: /^\/healthz$/,
    methods: ["GET", "HEAD"],
    access: "anyone",
    async answer(_request, response) {
      const database = await sources.databaseReachable();
      const headers = { "Content-Type": "application/json", "Cache-Control": "no-store" };
      await send(response, database ? 200 : 503, headers, `${JSON.stringify({ database: database ? "ok" : "away" })}\n`);
    },
  };
}
