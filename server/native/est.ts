import type { IncomingMessage } from "node:http";
import { certsOnly } from "#lib/authority/pkcs7.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import { reEnroll } from "#lib/renewals/re-enroll.ts";
import { recordRefusedRenewal } from "#lib/renewals/record-refused.ts";
import { certificateRoute } from "./certificate-route.ts";
import { fromBase64, toBase64 } from "./est-base64.ts";
import type { NativeRoute, Sources } from "./native-route.ts";
import { sendProblem } from "./problem.ts";
import { discardRest } from "./refuse-session.ts";
import { atPlace, readAsked } from "./renewal-places.ts";
import { send } from "./send.ts";
import { readSmallBody } from "./small-body.ts";

/** EST (RFC 7030, RFC 8951) for terminals that make their keys themselves: docs/decisions/028-est.md. */
export function estRoutes(sources: Pick<Sources, "authority">): readonly NativeRoute[] {
  return [cacerts(sources), csrattrs(), simpleReenroll(), otherOperations()];
}

/** §4.1: the authority's certificate, for anyone. */
function cacerts(sources: Pick<Sources, "authority">): NativeRoute {
  return {
    path: /^\/\.well-known\/est\/cacerts$/,
    methods: ["GET", "HEAD"],
    access: "anyone",
    async answer(_request, response) {
      await send(
        response,
        200,
        { ...certsOnlyHeaders, "Cache-Control": "no-cache" },
        toBase64(certsOnly([await sources.authority()])),
      );
    },
  };
}

/** §4.5: nothing is asked of a request but its subject and its key. */
function csrattrs(): NativeRoute {
  return {
    path: /^\/\.well-known\/est\/csrattrs$/,
    methods: ["GET", "HEAD"],
    access: "anyone",
    async answer(_request, response) {
      response.writeHead(204, { "Cache-Control": "no-cache" }).end();
    },
  };
}

/** §4.2.2: a certificate renews itself with a key that the terminal made. */
function simpleReenroll(): NativeRoute {
  return certificateRoute(
    {
      path: /^\/\.well-known\/est\/simplereenroll$/,
      methods: ["POST"],
      door: "est",
      refused: (peer, now) => recordRefusedRenewal(peer, "est", now),
    },
    async (request, response, scope) => {
      const asking = { request, scope, door: "est" } as const;
      const csr = fromBase64(await readAsked(asking, () => readBody(request)));
      const { certificate } = await atPlace(asking, () => reEnroll(scope, { csr }));
      await send(response, 200, certsOnlyHeaders, toBase64(certsOnly([certificate])));
    },
  );
}

/** What EST has besides is not offered, and no page is to be read in its place. */
function otherOperations(): NativeRoute {
  return {
    path: /^\/\.well-known\/est(?!\/(?:cacerts|csrattrs|simplereenroll)$)(?:\/|$)/,
    methods: ["GET", "HEAD", "POST"],
    access: "anyone",
    async answer(request, response) {
      if (!request.complete) response.shouldKeepAlive = false;
      discardRest(request);
      await sendProblem(response, 404, new Refusal("NOT_FOUND"));
    },
  };
}

const certsOnlyHeaders = {
  "Content-Type": "application/pkcs7-mime; smime-type=certs-only",
  // Of no meaning any more (RFC 8951 §3.1), but clients of the older standard ask for it.
  "Content-Transfer-Encoding": "base64",
};

/** Of RSA-2048 some 1,500 with a few attributes. */
const mostBytes = 16 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (!isPkcs10(request)) throw new Refusal("CSR_TYPE_WRONG");
  return readSmallBody(request, mostBytes);
}

function isPkcs10({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() === "application/pkcs10";
}
