import NextAuth from "next-auth";
import { nextAuthPlace } from "#app/_doors/next-auth-places.ts";
import { authOptions } from "#app/_doors/session.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/**
 * The few of next-auth's own addresses that signing in and out needs. Its options are made at the request, when
 * settings are read.
 */
async function handle(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const place = nextAuthPlace(request, nextauth);
  if (place !== "next-auth") return place;
  const response: Response = await NextAuth(authOptions())(request, { params: { nextauth } });
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
