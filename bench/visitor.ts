import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import type { HandOut } from "./portal.ts";
import { origin } from "./settings.ts";

/** A signed-in person with their client certificate, without a browser. */
export interface Visitor {
  readonly holder: HandOut;
  readonly cookie: string;
  /** The answer with its body unread. @throws Error when the status is not 200 */
  open(path: string, form?: URLSearchParams): Promise<IncomingMessage>;
}

/** Signs in as the form without JavaScript does. @throws Error when the portal refuses */
export async function signIn(holder: HandOut): Promise<Visitor> {
  const agent = new Agent({ pfx: holder.pfx, passphrase: holder.passphrase, rejectUnauthorized: false, keepAlive: true });
  const cookies = new Map<string, string>();
  const send = async (path: string, form?: URLSearchParams) => {
    const answer = await ask(agent, path, cookieHeader(cookies), form);
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  await text(await send("/api/auth/signin"));
  const csrfToken = decodeURIComponent(cookies.get("__Host-portal-csrf") ?? "").split("|")[0] ?? "";
  const { loginId, password } = holder;
  const answer = await send("/api/auth/callback/credentials", new URLSearchParams({ csrfToken, loginId, password }));
  await text(answer);
  if (!cookies.has("__Host-portal-session")) throw new Error(`Not signed in: ${answer.statusCode} ${answer.headers.location}`);
  return {
    holder,
    cookie: cookieHeader(cookies),
    open: async (path, form) => {
      const opened = await send(path, form);
      if (opened.statusCode === 200) return opened;
      throw new Error(`${path} answered ${opened.statusCode}: ${(await text(opened)).slice(0, 500)}`);
    },
  };
}

async function ask(agent: Agent, path: string, cookie: string, form?: URLSearchParams): Promise<IncomingMessage> {
  const type = form && { "Content-Type": "application/x-www-form-urlencoded" };
  const sent = request(`${origin}${path}`, {
    agent,
    method: form ? "POST" : "GET",
    headers: { Cookie: cookie, Origin: origin, ...type },
  });
  sent.end(form?.toString());
  const [answer] = await once(sent, "response");
  return answer as IncomingMessage;
}

function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}
