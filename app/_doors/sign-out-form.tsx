import type { ReactNode } from "react";
import { paths } from "./paths.ts";
import { csrfToken } from "./session.ts";

/** A plain POST to next-auth around the button that it is given. */
export async function SignOutForm({ children }: { readonly children: ReactNode }) {
  const token = await csrfToken();
  return (
    <form method="post" action="/api/auth/signout">
      <input type="hidden" name="csrfToken" value={token ?? ""} />
      <input type="hidden" name="callbackUrl" value={`${paths.signIn}?notice=signed-out`} />
      {children}
    </form>
  );
}
