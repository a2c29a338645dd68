import { ownPath, paths } from "#app/_doors/paths.ts";
import { env } from "#lib/platform/env.ts";

export interface Callback {
  /** An address of this site, never the sign-in page itself. */
  readonly path: string;
  /** The visitor was just sent through next-auth's entry, which sets the cookie that the form needs. */
  readonly entered: boolean;
}

/** Where the person wanted to go. next-auth makes the address absolute; of a foreign one nothing is taken. */
export function readCallback(url: string | undefined): Callback {
  const target = URL.parse(url ?? paths.home, env().origin);
  if (target?.origin !== env().origin || target.pathname === paths.signIn) return { path: paths.home, entered: false };
  const entered = target.searchParams.has(mark);
  target.searchParams.delete(mark);
  target.searchParams.delete("notice");
  return { path: ownPath(`${target.pathname}${target.search}`), entered };
}

/** The mark travels inside the address: next-auth's entry hands on nothing else. */
export function markEntered(path: string): string {
  return withField(path, `${mark}=1`);
}

export function withSignedIn(path: string): string {
  return withField(path, "notice=signed-in");
}

const mark = "entered";

function withField(path: string, field: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${field}`;
}
