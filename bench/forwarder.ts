import { once } from "node:events";
import { pipeline } from "node:stream";
import { connect, createServer } from "node:tls";
import { currentServerCertificate } from "#lib/authority/server-certificate.ts";
import type { HandOut } from "./portal.ts";
import { ports } from "./settings.ts";

/**
 * Ends the browser's TLS with the portal's own certificate and presents the client certificate to the portal: the
 * browser needs no certificate store, and still pays for TLS. The bytes in between are passed as they are (the
 * portal counts this address among its hosts).
 */
export async function startForwarder(holder: HandOut): Promise<AsyncDisposable> {
  const { certificatePem, keyPem } = await currentServerCertificate();
  const server = createServer({ cert: certificatePem, key: keyPem, ALPNProtocols: ["http/1.1"] }, (browser) => {
    const { pfx, passphrase } = holder;
    const portal = connect({ host: "localhost", port: ports.https, pfx, passphrase, rejectUnauthorized: false });
    // A browser that goes away ends its connection without a word; that is no failure here.
    pipeline(browser, portal, browser, () => {});
  });
  server.on("tlsClientError", () => {});
  server.listen(ports.forwarder, "localhost");
  await once(server, "listening");
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}
