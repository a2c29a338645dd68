import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { type HandOut, origin } from "./portal.ts";

export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: Buffer;
  readonly text: string;
}

interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it stands: what programs send. */
  readonly body?: Record<string, string> | FormData | string;
}

export type Certificate = Pick<HandOut, "pkcs12" | "passphrase">;

/** A browser's worth of HTTP: a certificate, a cookie jar, and redirects that are looked at instead of followed. */
export class Visitor {
  readonly cookies: Map<string, string>;
  readonly #agent: Agent;

  constructor(certificate?: Certificate, cookies: ReadonlyMap<string, string> = new Map()) {
    this.cookies = new Map(cookies);
    const own = certificate && { pfx: readFileSync(certificate.pkcs12), passphrase: certificate.passphrase };
    // Visitors are many, and one address may have 256 connections: what is idle for two seconds is closed.
    this.#agent = new Agent({ keepAlive: true, timeout: 2_000, rejectUnauthorized: false, ...own });
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send(path, { headers });
  }

  /** As a form of this site, unless other headers are given. */
  post(path: string, body: Record<string, string> | FormData, headers: Readonly<Record<string, string>> = { Origin: origin }) {
    return this.send(path, { method: "POST", body, headers });
  }

  /** As our own pages would: whatever changes something comes from this site, and carries something. */
  ask(method: string, path: string): Promise<Answer> {
    if (method === "GET" || method === "HEAD") return this.send(path, { method });
    return this.send(path, { method, body: { chosen: "21" }, headers: { Origin: origin } });
  }

  async signIn({ loginId, password }: Pick<HandOut, "loginId" | "password">, headers = {}): Promise<Answer> {
    await this.get("/api/auth/signin");
    const csrfToken = this.cookies.get("__Host-portal-csrf")?.split(/\||%7C/)[0] ?? "";
    const form = { csrfToken, callbackUrl: "/", loginId, password };
    return this.post("/api/auth/callback/credentials", form, { Origin: origin, ...headers });
  }

  async send(path: string, { method = "GET", headers = {}, body }: Sending): Promise<Answer> {
    const ready = typeof body === "string" || body instanceof FormData;
    const encoded = body === undefined ? undefined : new Response(ready ? body : new URLSearchParams(body));
    const type = encoded?.headers.get("Content-Type");
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const payload = encoded && Buffer.from(await encoded.arrayBuffer());
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, origin), {
        method,
        agent: this.#agent,
        headers: {
          Accept: "text/html",
          ...(cookie && { Cookie: cookie }),
          ...(type && { "Content-Type": type }),
          ...(payload && { "Content-Length": payload.length }),
          ...headers,
        },
      });
      sent.once("error", reject);
      sent.once("response", async (response) => {
        for (const line of response.headers["set-cookie"] ?? []) this.#keep(line);
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const all = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          location: response.headers.location ?? "",
          body: all,
          text: all.toString(),
        });
      });
      sent.end(payload);
    });
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "" || /Max-Age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** A visitor who is in, or an error that says where the sign-in led. */
export async function signedIn(holder: HandOut, certificate: Certificate = holder): Promise<Visitor> {
  const visitor = new Visitor(certificate);
  const { location } = await visitor.signIn(holder);
  if (!visitor.cookies.has("__Host-portal-session")) throw new Error(`Not signed in as ${holder.loginId}: ${location}`);
  return visitor;
}
