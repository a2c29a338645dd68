import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { log } from "#lib/platform/log.ts";
import { type Peer, type PeerCertificate, withPeer } from "#lib/platform/peer.ts";
import type { Door } from "#lib/sign-ins/model.ts";
import type { NativeRoute } from "#server/native/native-route.ts";
import type { Brand } from "#server/native/refusal-page.ts";
import type { EdgeRefusal } from "#server/native/refusal-words.ts";
import { refuse } from "#server/native/refuse.ts";
import { findRoute } from "#server/native/routes.ts";
import { connectionOf } from "./connections.ts";
import { isForged, isLoadedElsewhere } from "./gate.ts";
import { namesOurHost } from "./hosts.ts";
import { limitBody, limitTime } from "./limit-request.ts";
import { withPageStatus } from "./page-status.ts";
import { isPublicPage, isStatic, pathOf } from "./public-paths.ts";
import { logRequest } from "./request-log.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { dropClaims } from "./strip.ts";
import { sendWhole } from "./whole-answers.ts";

/** What stands behind the edge. */
export interface House {
  readonly dev: boolean;
  readonly hosts: readonly string[];
  /** Names under which programs alone are served (AUTH_HOSTS): no pages, and nothing that needs a session. */
  readonly authHosts: readonly string[];
  readonly brand: Brand;
  readonly routes: readonly NativeRoute[];
  /** How long a body may take, in milliseconds; else `limits.request`. */
  readonly requestTime?: number;
  /** Next: everything that is no native route. */
  pages(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Asks the database on every request. Rejects while it is away. */
  identify(certificate: Buffer | undefined, now: Date): Promise<PeerCertificate>;
  /** For the sign-in history of the organisation whose certificate is turned away. */
  recordRefused(peer: Peer, door: Door, now: Date): Promise<unknown>;
  /** A renewed certificate is seen for the first time. */
  recordFirstUse(peer: Peer): Promise<unknown>;
}

/** One request through the edge: every check in its order, then the door that it belongs to. */
export function answerRequests(house: House): RequestListener {
  return (request, response) => {
    // What was pipelined behind such a request could be a part of its body: it is not even looked at (RFC 9112 §6.1).
    if (broken.has(request.socket)) return;
    if (!isPlainlyFramed(request)) {
      broken.add(request.socket);
      response.shouldKeepAlive = false;
    }
    const requestId = randomUUID();
    const connection = connectionOf(request.socket);
    const path = pathOf(request.url);
    response.setHeader("X-Request-Id", requestId);
    logRequest(request, response, requestId, connection.address);
    dropClaims(request);
    const native = path === undefined ? undefined : findRoute(house.routes, path, request.method);
    const forPrograms = namesOurHost(request, house.authHosts);
    const reads = request.method === "GET" || request.method === "HEAD";
    const cacheable = path !== undefined && reads && isStatic(path);
    const nonce = setSecurityHeaders(request, response, { dev: house.dev, cacheable });
    native?.route.begin?.(request, response);
    const toProgram = native?.route.access === "certificate";
    const refuseWith = (code: EdgeRefusal) =>
      refuse(request, response, code, { brand: house.brand, requestId, nonce, toProgram });

    const answer = async () => {
      const refusal = refusalOf(request, path, forPrograms ? house.authHosts : house.hosts);
      if (refusal || path === undefined) return refuseWith(refusal ?? "REQUEST_MALFORMED");
      if (forPrograms && (!native || native.route.access === "session")) return refuseWith("NOT_FOUND");
      if (!house.dev) sendWhole(request, response, cacheable ? path : undefined);
      if (!native?.route.ownClock) limitTime(request, house.requestTime);
      if (cacheable) return house.pages(request, response);
      const methods = native?.methods ?? pageMethods;
      if (!methods.includes(request.method ?? "")) {
        response.setHeader("Allow", methods.join(", "));
        return refuseWith("METHOD_NOT_ALLOWED");
      }
      const shared = native?.route.access === "anyone" || response.hasHeader("Access-Control-Allow-Origin");
      if (!shared && isLoadedElsewhere(request)) return refuseWith("REQUEST_FORGED");
      if (!native && !limitBody(request)) return refuseWith("BODY_TOO_LARGE");
      if (native?.route.access === "anyone") return native.route.answer(request, response, native.match);

      // Reading only: a server action of any page can be called at the address of every page.
      const open = reads && isPublicPage(path);
      const certificate = await identified(house, connection.certificate, open, requestId);
      if (!certificate) return refuseWith("DATABASE_AWAY");
      const { address, tlsVersion } = connection;
      const peer = {
        requestId,
        path: request.url ?? "/",
        address,
        tlsVersion,
        userAgent: request.headers["user-agent"] ?? "",
        certificate,
      };
      if (certificate.state !== "valid" && !open) {
        await recorded(house, peer, request, native?.route);
        return refuseWith(certificateRefusals[certificate.state]);
      }
      if (certificate.state === "valid" && certificate.firstUse) await firstUseRecorded(house, peer);
      return withPeer(peer, () =>
        native
          ? native.route.answer(request, response, native.match)
          : withPageStatus(response, () => house.pages(request, response)),
      );
    };

    answer().catch((error: unknown) => {
      log.error("request-failed", { requestId, error });
      refuseWith("FAILED");
    });
  };
}

const broken = new WeakSet<object>();

/** Next would show a page for any other, TRACE and DELETE included. */
const pageMethods: readonly string[] = ["GET", "HEAD", "POST"];

const certificateRefusals = {
  none: "CERTIFICATE_REQUIRED",
  foreign: "CERTIFICATE_FOREIGN",
  expired: "CERTIFICATE_EXPIRED",
  revoked: "CERTIFICATE_REVOKED",
  stopped: "TENANT_STOPPED",
} as const satisfies Record<Exclude<PeerCertificate["state"], "valid">, EdgeRefusal>;

/** A person who opens a page, or a program; not what a page of ours or of others loads (Fetch Metadata). */
function isVisit({ headers }: IncomingMessage): boolean {
  return ["document", undefined].includes(headers["sec-fetch-dest"]?.toString());
}

/**
 * Who is turned away is told why also when this cannot be written: unlike a sign-in, nothing is given that would have
 * to stand in the history. The loss is in the log.
 */
async function recorded(house: House, peer: Peer, request: IncomingMessage, route: NativeRoute | undefined): Promise<void> {
  const now = new Date();
  try {
    if (route?.access === "certificate") {
      await Promise.all([route.door && house.recordRefused(peer, route.door, now), route.refused?.(peer, now)]);
    } else if (isVisit(request)) await house.recordRefused(peer, "portal", now);
  } catch (error) {
    log.error("refusal-not-recorded", { requestId: peer.requestId, error });
  }
}

/** Nobody is turned away for it: while it cannot be written, the next request is the first again. */
async function firstUseRecorded(house: House, peer: Peer): Promise<void> {
  await house.recordFirstUse(peer).catch((error: unknown) => {
    log.error("first-use-not-recorded", { requestId: peer.requestId, error });
  });
}

function refusalOf(request: IncomingMessage, path: string | undefined, hosts: readonly string[]): EdgeRefusal | undefined {
  if (!namesOurHost(request, hosts)) return "HOST_UNKNOWN";
  if (path === undefined || !isPlainlyFramed(request)) return "REQUEST_MALFORMED";
  if (isForged(request, hosts)) return "REQUEST_FORGED";
  // The image optimiser had critical holes and is not used: nothing of it may be reached.
  if (/^\/+_next\/+image(?:\/|$)/.test(path)) return "NOT_FOUND";
  return undefined;
}

/** Node's parser takes `identity, chunked` as chunked. Nothing sends that; it is refused like all that others may read otherwise. */
function isPlainlyFramed(request: IncomingMessage): boolean {
  const coding = request.headers["transfer-encoding"];
  return coding === undefined || coding.toLowerCase() === "chunked";
}

/** @returns undefined when the database is away; a page that is open to all is then shown as to a stranger. */
async function identified(house: House, certificate: Buffer | undefined, open: boolean, requestId: string) {
  try {
    return await house.identify(certificate, new Date());
  } catch (error) {
    log.error("identify-failed", { requestId, error });
    return open ? ({ state: "none" } as const) : undefined;
  }
}
