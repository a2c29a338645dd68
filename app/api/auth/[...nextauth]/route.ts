import NextAuth from "next-auth";
import { authOptions } from "#app/_doors/session.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own addresses: entry, credentials, sign-out. Its options are made at the request, when settings are read. */
async function handle(request: Request, context: Context): Promise<Response> {
  const response: Response = await NextAuth(authOptions())(request, { params: await context.params });
  const location = response.headers.get("Location");
  if (location !== null) response.headers.set("Location", pathOf(location));
  return response;
}

/**
 * Every redirect of next-auth leads to this site, but it takes its own default, http://localhost:3000, for our origin.
 * A path alone (RFC 9110 §10.2.2) keeps the visitor on the host that was asked.
 */
function pathOf(location: string): string {
  const { pathname, search } = new URL(location, "https://this.invalid");
  return `${pathname.replace(/^\/+/, "/")}${search}`;
}

export { handle as GET, handle as POST };
