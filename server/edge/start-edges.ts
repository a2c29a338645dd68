import type { RequestListener } from "node:http";
import type { House } from "./answer.ts";
import { type Edge, type EdgeOptions, startEdge } from "./listen.ts";

export interface EdgesOptions extends Omit<EdgeOptions, "answer" | "setting"> {
  readonly hosts: readonly string[];
  readonly authHosts: readonly string[];
  /** Where the names for programs are served, and no others; undefined: with the portal's own, on its port. */
  readonly authPort: number | undefined;
  answer(names: Pick<House, "hosts" | "authHosts">): RequestListener;
}

/** The portal's listener and, where the operator wants it, one of its own for programs: the same TLS, keys and limits. */
export async function startEdges(options: EdgesOptions): Promise<Edge & { readonly auth?: Edge }> {
  const { hosts, authHosts, authPort, answer, ...shared } = options;
  const apart = authPort !== undefined;
  const edge = await startEdge({ ...shared, answer: answer({ hosts, authHosts: apart ? [] : authHosts }) });
  if (!apart) return edge;
  const own = { port: authPort, setting: "PORTAL_AUTH_PORT", answer: answer({ hosts: [], authHosts }) };
  const auth = await startEdge({ ...shared, ...own }).catch(async (error) => {
    await edge.close();
    throw error;
  });
  return {
    ...edge,
    auth,
    use(keys) {
      for (const each of [edge, auth]) each.use(keys);
    },
    async close() {
      await Promise.all([edge.close(), auth.close()]);
    },
  };
}
