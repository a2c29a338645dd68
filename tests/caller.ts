import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { openCertificateFiles } from "#lib/certificates/open-pkcs12.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { sessionCookie } from "#lib/sessions/model.ts";
import { signIn } from "#lib/sessions/sign-in.ts";
import { peerOf } from "./scopes.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

export interface Certificate {
  readonly number: number;
  readonly pfx: Buffer;
  readonly passphrase: string;
}

/** A certificate of the tenant with its key, as a terminal has it. */
export async function terminalOf(scope: Scope, kind: "client" | "vendor" | "operator" = "client"): Promise<Certificate> {
  const [number = 0] = await requestCertificates(scope, { requestId: crypto.randomUUID(), kind, count: 1, note: "" });
  const { pkcs12, password } = await openCertificateFiles(scope, { number, encryption: "compatible" });
  return { number, pfx: pkcs12.bytes, passphrase: password };
}

/** A signed-in browser at a terminal, now: what it sends comes over TLS, with certificate, cookie and Origin. */
export class Caller {
  readonly cookie: string;
  readonly port: () => number;
  readonly agent: Agent;

  private constructor(port: () => number, cookie: string, certificate: Certificate | undefined) {
    this.port = port;
    this.cookie = cookie;
    const own = certificate && { pfx: certificate.pfx, passphrase: certificate.passphrase };
    this.agent = new Agent({ keepAlive: true, rejectUnauthorized: false, ...own });
  }

  static async signedIn(
    port: () => number,
    certificate: Certificate,
    who: { loginId: string; password: string },
  ): Promise<Caller> {
    const { token } = await signIn(who, await peerOf(certificate.number), systemClock);
    return new Caller(port, `${sessionCookie}=${token}`, certificate);
  }

  /** The same cookie with another certificate, or none. */
  with(certificate: Certificate | undefined): Caller {
    return new Caller(this.port, this.cookie, certificate);
  }

  /** The same certificate without a cookie. */
  signedOut(certificate: Certificate): Caller {
    return new Caller(this.port, "", certificate);
  }

  /** Headers and no body yet: a header of undefined is left out. */
  open(method: string, path: string, headers: Readonly<Record<string, string | number | undefined>> = {}): ClientRequest {
    const [host = ""] = env().hosts;
    const usual = { Host: host, Origin: env().origin, Cookie: this.cookie || undefined, Accept: "*/*" };
    const all: Record<string, string | number | undefined> = { ...usual, ...headers };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const { agent } = this;
    return request({ host: "127.0.0.1", port: this.port(), method, path, agent, headers: sent });
  }

  async send(
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Readonly<Record<string, string | number | undefined>>; body?: string | Buffer } = {},
  ): Promise<Answer> {
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const sent = this.open(method, path, { ...length, ...headers });
    sent.end(body);
    return answerOf(sent);
  }
}

/** @throws Error when the connection breaks before the answer is whole */
export async function answerOf(sent: ClientRequest): Promise<Answer> {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
}
