import { certificateScope } from "#lib/access/certificate-scope.ts";
import { identifyPeer } from "#lib/access/identify-peer.ts";
import { recordFirstUse } from "#lib/certificates/first-use.ts";
import { env } from "#lib/platform/env.ts";
import { answerRequests } from "#server/edge/answer.ts";
import { startEdge } from "#server/edge/listen.ts";
import { makeTestCertificates } from "#server/edge/test-certificates.ts";
import type { NativeRoute } from "#server/native/native-route.ts";
import { nativeRoutes } from "#server/native/routes.ts";

const unasked = () => Promise.reject(new Error("Not asked here."));

/** Those of the portal that signed-in people reach. */
export function ownRoutes(): readonly NativeRoute[] {
  return nativeRoutes({ authority: unasked, revocationList: unasked, databaseReachable: unasked });
}

/** The real edge on a port of its own, over the database of PORTAL_DATA_DIR; there are no pages behind it. */
export async function openNativeEdge(routes = ownRoutes()): Promise<{ port: number } & AsyncDisposable> {
  const { server, authority } = makeTestCertificates();
  const edge = await startEdge({
    port: 0,
    bind: "127.0.0.1",
    balancers: [],
    keys: { certificatePem: server.certificatePem, keyPem: server.keyPem, authorities: [authority.certificatePem] },
    answer: answerRequests({
      dev: false,
      hosts: env().hosts,
      authHosts: env().authHosts,
      brand: env().brand,
      routes,
      identify: identifyPeer,
      recordRefused: async () => undefined,
      recordFirstUse: (peer) => recordFirstUse(certificateScope(peer)),
      pages: async (_request, response) => void response.writeHead(404).end(),
    }),
  });
  const stop = async () => {
    edge.server.closeAllConnections();
    await edge.close();
  };
  return { port: edge.port, [Symbol.asyncDispose]: stop };
}

// As a program of its own, for tests that end it as nothing else would.
if (import.meta.main) {
  const { port } = await openNativeEdge();
  process.stdout.write(`${port}\n`);
}
