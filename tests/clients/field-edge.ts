import { certificateScope } from "#lib/access/certificate-scope.ts";
import { identifyPeer } from "#lib/access/identify-peer.ts";
import { currentAuthority } from "#lib/authority/current.ts";
import { currentRevocationList } from "#lib/authority/lists.ts";
import { certificatePem } from "#lib/authority/read-certificate.ts";
import { currentServerCertificate } from "#lib/authority/server-certificate.ts";
import { recordFirstUse } from "#lib/certificates/first-use.ts";
import { env } from "#lib/platform/env.ts";
import { recordRefused } from "#lib/sign-ins/record-refused.ts";
import { answerRequests, type House } from "#server/edge/answer.ts";
import type { Edge } from "#server/edge/listen.ts";
import { startEdges } from "#server/edge/start-edges.ts";
import { nativeRoutes } from "#server/native/routes.ts";

export interface FieldEdge extends AsyncDisposable {
  readonly port: number;
  /** Its own name, and the one for programs alone (AUTH_HOSTS), as clients that follow the addresses in its answers need them. */
  readonly host: string;
  readonly authHost: string;
  /** Where that name is served: the same, unless it has one of its own (PORTAL_AUTH_PORT). */
  readonly authPort: number;
  readonly server: Edge["server"];
}

/**
 * The edge as the portal starts it, over the database of PORTAL_DATA_DIR and with the portal's own authority, so that
 * clients need trust nothing but `/ca.crt`; there are no pages behind it.
 */
export async function openFieldEdge(changes: Partial<House> = {}, { ownAuthPort = false } = {}): Promise<FieldEdge> {
  const authority = async () => (await currentAuthority()).certificate;
  const hosts: string[] = [];
  const authHosts: string[] = [];
  const edge = await startEdges({
    port: 0,
    authPort: ownAuthPort ? 0 : undefined,
    hosts,
    authHosts,
    bind: "127.0.0.1",
    balancers: [],
    keys: { ...(await currentServerCertificate()), authorities: [certificatePem(await authority())] },
    answer: (names) =>
      answerRequests({
        dev: false,
        ...names,
        brand: env().brand,
        routes: nativeRoutes({ authority, revocationList: currentRevocationList, databaseReachable: async () => true }),
        identify: identifyPeer,
        recordRefused,
        recordFirstUse: (peer) => recordFirstUse(certificateScope(peer)),
        pages: async (_request, response) => void response.writeHead(404).end(),
        ...changes,
      }),
  });
  const authPort = edge.auth?.port ?? edge.port;
  const [host, authHost] = [`localhost:${edge.port}`, `127.0.0.1:${authPort}`];
  hosts.push(host);
  authHosts.push(authHost);
  const stop = async () => {
    for (const each of [edge, edge.auth]) each?.server.closeAllConnections();
    await edge.close();
  };
  return { port: edge.port, host, authPort, authHost, server: edge.server, [Symbol.asyncDispose]: stop };
}

// As a program of its own, for tests that end it as nothing else would.
if (import.meta.main) process.stdout.write(`${(await openFieldEdge()).port}\n`);
