import type { IncomingMessage, ServerResponse } from "node:http";
import { certificateScope } from "#lib/access/certificate-scope.ts";
import { isDatabaseAway } from "#lib/platform/database-errors.ts";
import { log } from "#lib/platform/log.ts";
import { currentPeer } from "#lib/platform/peer.ts";
import { isRefusal, Refusal } from "#lib/platform/refusal.ts";
import { refusalStatus } from "#lib/platform/refusal-words.ts";
import type { Scope } from "#lib/platform/scope.ts";
import type { CertificateAccess, NativeRoute } from "./native-route.ts";
import { sendProblem } from "./problem.ts";
import { discardRest } from "./refuse-session.ts";

export type CertificateRule = Omit<CertificateAccess, "access"> & Pick<NativeRoute, "path" | "methods" | "begin">;

export type CertificateAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  scope: Scope,
  match: RegExpExecArray,
) => Promise<void>;

/** The door of programs that show a certificate and nothing else (PROTOCOLS.md §1): its own tenant, its own renewal. */
export function certificateRoute(rule: CertificateRule, answer: CertificateAnswer): NativeRoute {
  return {
    ...rule,
    access: "certificate",
    async answer(request, response, match) {
      try {
        await answer(request, response, certificateScope(currentPeer()), match);
      } catch (error) {
        // Who went away reads no answer; what went wrong besides is still to be known.
        if (request.destroyed && !request.complete) {
          if (!isRefusal(error)) log.warn("request-cut", { requestId: currentPeer()?.requestId, error });
          return;
        }
        if (isRefusal(error)) await refuseProgram(request, response, error);
        else if (isDatabaseAway(error)) await refuseProgram(request, response, new Refusal("DATABASE_AWAY"));
        else throw error;
      }
    },
  };
}

/** A plain 403, but for what the program itself got wrong and what will pass. The body is for people. */
async function refuseProgram(request: IncomingMessage, response: ServerResponse, refusal: Refusal): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A body that nobody reads is not waited for: the connection ends behind the answer.
  if (!request.complete) response.shouldKeepAlive = false;
  discardRest(request);
  const status = refusalStatus(refusal.code);
  await sendProblem(response, otherStatuses.includes(status) ? status : 403, refusal);
}

const otherStatuses: readonly number[] = [400, 413, 415, 503];
