import { paths, withQuery } from "./paths.ts";

/**
 * Which requests next-auth may see. Of its other addresses `session` would show the session to scripts, lengthen its
 * cookie, and take it away from who comes with another certificate once; the rest is of no use here. Forms alone:
 * from JSON next-auth takes objects where it expects texts.
 */
export function nextAuthPlace(request: Request, segments: readonly string[]): Response | "next-auth" {
  const place = segments.join("/");
  if (request.method === "POST") {
    if (!posts.includes(place)) return new Response(null, { status: 404 });
    return isForm(request) ? "next-auth" : new Response(null, { status: 415 });
  }
  if (place === "signin") return "next-auth";
  // The way back from a refused attempt. next-auth would put the code into the address as it comes.
  const error = new URL(request.url).searchParams.get("error") ?? "";
  if (place === "error")
    return to(withQuery(paths.signIn, { error: /^[A-Z_]{1,40}(?:\.\d{1,4})?$/.test(error) ? error : "UNKNOWN" }));
  // Where signing out ends when the form was too old: next-auth has an English page of its own for it.
  return place === "signout" ? to(paths.home) : new Response(null, { status: 404 });
}

const posts: readonly string[] = ["callback/credentials", "signout"];

function isForm(request: Request): boolean {
  return /^application\/x-www-form-urlencoded *(?:;|$)/i.test(request.headers.get("Content-Type") ?? "");
}

function to(path: string): Response {
  return new Response(null, { status: 302, headers: { Location: path } });
}
