import { createServer } from "node:http";
import path from "node:path";
import next from "next";
import { certificateScope } from "#lib/access/certificate-scope.ts";
import { identifyPeer } from "#lib/access/identify-peer.ts";
import { currentAuthority } from "#lib/authority/current.ts";
import { currentRevocationList } from "#lib/authority/lists.ts";
import { certificatePem } from "#lib/authority/read-certificate.ts";
import { currentServerCertificate } from "#lib/authority/server-certificate.ts";
import { recordFirstUse } from "#lib/certificates/first-use.ts";
import { env } from "#lib/platform/env.ts";
import { currentSettings, freshSettings } from "#lib/settings/current.ts";
import { recordRefused } from "#lib/sign-ins/record-refused.ts";
import { answerRequests } from "./edge/answer.ts";
import { forwardHotReload } from "./edge/hot-reload.ts";
import { answerInternalFetches } from "./edge/internal-fetch.ts";
import { startPlainHttp } from "./edge/plain-http.ts";
import { type KeySource, keysFromFiles, watchKeys } from "./edge/server-certificate.ts";
import { type EdgesOptions, startEdges } from "./edge/start-edges.ts";
import { databaseReachable } from "./native/database-reachable.ts";
import { endEventStreams } from "./native/event-stream.ts";
import { nativeRoutes } from "./native/routes.ts";
import { startWorker } from "./worker/start.ts";

/**
 * The portal in this process: Next behind the TLS edge, the plain HTTP listener and, unless PORTAL_WORKER=0, the worker.
 * @throws Error with one sentence when a port or a certificate file cannot be used; nothing stays open then.
 */
export async function serve({ dev }: { dev: boolean }): Promise<{ close(): Promise<void> }> {
  await using opened = new AsyncDisposableStack();
  const { bind, port, httpPort, origin, hosts, authHosts, authPort, brand, balancers } = env();
  const { source, every } = serverKeys();
  const keys = await source();
  await freshSettings();

  answerInternalFetches();
  // Next puts its upgrade handler on this server, which never listens: nothing but hot reload is ever upgraded.
  const upgrades = createServer();
  const { hostname, port: shown } = new URL(origin);
  const dir = path.resolve(import.meta.dirname, "..");
  const app = next({ dev, dir, hostname, port: Number(shown || 443), httpServer: upgrades });
  await app.prepare();
  opened.defer(() => app.close());

  const routes = nativeRoutes({
    authority: async () => (await currentAuthority()).certificate,
    revocationList: currentRevocationList,
    databaseReachable,
  });
  const answer: EdgesOptions["answer"] = (names) =>
    answerRequests({
      ...names,
      dev,
      // Asked at each refusal: the operator may have changed whom to call.
      get brand() {
        return { ...brand, ...currentSettings() };
      },
      routes,
      pages: app.getRequestHandler(),
      identify: identifyPeer,
      recordRefused,
      recordFirstUse: (peer) => recordFirstUse(certificateScope(peer)),
    });
  const edge = await startEdges({ port, bind, balancers, keys, hosts, authHosts, authPort, answer });
  opened.defer(() => edge.close());
  opened.defer(endEventStreams);
  if (dev) opened.defer(forwardHotReload(edge.server, upgrades, hosts));
  const plain = await startPlainHttp({ port: httpPort, bind, origin, routes });
  opened.defer(() => plain.close());
  if (env().worker) {
    const worker = await startWorker();
    opened.defer(() => worker.stop());
  }
  const watch = watchKeys(source, keys, every, (newer) => edge.use(newer));
  opened.defer(() => watch.stop());

  const running = opened.move();
  return { close: () => running.disposeAsync() };
}

const minute = 60_000;

/** The operator's own files, or the authority's certificate, which renews itself when it is asked in time. */
function serverKeys(): { source: KeySource; every: number } {
  const { tlsCertificateFile, tlsKeyFile } = env();
  const authorities = async () => [certificatePem((await currentAuthority()).certificate)];
  if (tlsCertificateFile && tlsKeyFile) {
    return { source: keysFromFiles(tlsCertificateFile, tlsKeyFile, authorities), every: minute };
  }
  if (tlsCertificateFile || tlsKeyFile) {
    throw new Error("Set both PORTAL_TLS_CERT and PORTAL_TLS_KEY, or neither: one is of no use without the other.");
  }
  const issued: KeySource = async () => {
    const { certificatePem, keyPem } = await currentServerCertificate();
    return { certificatePem, keyPem, authorities: await authorities() };
  };
  return { source: issued, every: 60 * minute };
}
