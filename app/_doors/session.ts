import { cookies } from "next/headers";
import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import type { SessionIdentity } from "#lib/access/session-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { currentPeer } from "#lib/platform/peer.ts";
import { isRefusal, Refusal } from "#lib/platform/refusal.ts";
import { derivedSecret } from "#lib/platform/secrets.ts";
import { signInInput } from "#lib/sessions/inputs.ts";
import { sessionCookie } from "#lib/sessions/model.ts";
import { findSession } from "#lib/sessions/queries.ts";
import { signIn } from "#lib/sessions/sign-in.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { currentSettings } from "#lib/settings/current.ts";

/**
 * All that knows next-auth. Its JSON token is replaced by our opaque one: the cookie holds 256 random bits, the
 * database the session, bound to the certificate that this very request came with.
 */
export function authOptions(): AuthOptions {
  const maxAge = currentSettings().sessionAbsoluteHours * 3600;
  return {
    secret: derivedSecret("next-auth"),
    session: { strategy: "jwt", maxAge, updateAge: maxAge },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    useSecureCookies: true,
    cookies: {
      sessionToken: { name: sessionCookie, options: { httpOnly: true, sameSite: "lax", path: "/", secure: true } },
      callbackUrl: { name: callbackCookie, options: { httpOnly: true, sameSite: "lax", path: "/", secure: true } },
      csrfToken: { name: csrfCookie, options: { httpOnly: true, sameSite: "lax", path: "/", secure: true } },
    },
    providers: [
      CredentialsProvider({
        credentials: { loginId: {}, password: {} },
        authorize: async (credentials) => ({ id: await openSession(credentials) }),
      }),
    ],
    jwt: {
      maxAge,
      encode: async ({ token }) => String(token?.opaque ?? ""),
      decode: async ({ token }) => {
        const session = token ? await lookUp(token) : undefined;
        return session ? { opaque: token } : null;
      },
    },
    callbacks: {
      // `trigger: "update"` carries JSON of the client: nothing of it is taken.
      jwt: ({ token, user }) => (user ? { opaque: user.id } : token),
      redirect: ({ url }) => ownUrl(url),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.opaque === "string") await signOut(token.opaque, systemClock.now());
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

/**
 * Who is signed in with the certificate of this request; asked once a request. Not by getServerSession: it takes a
 * database that is away for a stranger.
 */
export const currentSession = cache(async (): Promise<SessionIdentity | undefined> => {
  const token = (await cookies()).get(sessionCookie)?.value;
  return token ? lookUp(token) : undefined;
});

/** For the hidden field of the sign-in and sign-out forms; undefined before next-auth's own entry has set the cookie. */
export async function csrfToken(): Promise<string | undefined> {
  return (await cookies()).get(csrfCookie)?.value.split("|")[0];
}

/** Where the refused attempt wanted to go: next-auth's way back to the form carries an error and nothing else. */
export async function rememberedCallback(): Promise<string | undefined> {
  return (await cookies()).get(callbackCookie)?.value;
}

const callbackCookie = "__Host-portal-callback";
const csrfCookie = "__Host-portal-csrf";

async function lookUp(token: string): Promise<SessionIdentity | undefined> {
  const peer = currentPeer();
  return peer && findSession(token, peer, systemClock.now());
}

/** The message of an error here lands in an address: it is a code of ours, with the minutes to wait, and nothing else. */
async function openSession(credentials: Record<string, string> | undefined): Promise<string> {
  try {
    const peer = currentPeer();
    if (!peer) throw new Refusal("CERTIFICATE_REQUIRED");
    const input = signInInput.safeParse(credentials);
    if (!input.success) throw new Refusal("INPUT_INVALID");
    const former = (await cookies()).get(sessionCookie)?.value;
    return (await signIn(input.data, peer, systemClock, former)).token;
  } catch (error) {
    if (!isRefusal(error)) {
      log.error("sign-in-failed", { requestId: currentPeer()?.requestId, error });
      throw new Error("DATABASE_AWAY");
    }
    throw new Error(error.facts.minutes ? `${error.code}.${error.facts.minutes}` : error.code);
  }
}

function ownUrl(url: string): string {
  const target = URL.parse(url, env().origin);
  return target?.origin === env().origin ? target.href : env().origin;
}
