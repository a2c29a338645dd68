import NextAuth from "next-auth";
import { authOptions } from "#app/_doors/session.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own addresses: entry, credentials, sign-out. Its options are made at the request, when settings are read. */
async function handle(request: Request, context: Context): Promise<Response> {
  return NextAuth(authOptions())(request, { params: await context.params });
}

export { handle as GET, handle as POST };
