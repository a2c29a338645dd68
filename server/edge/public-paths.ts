/** The path of a request target without its query; undefined when the target is not in origin form (RFC 9112 §3.2.1). */
export function pathOf(target: string | undefined): string | undefined {
  if (!target?.startsWith("/")) return undefined;
  return target.split("?", 1)[0];
}

/** Files that are the same for everybody: who asks is not even looked up. */
export function isStatic(path: string): boolean {
  return isUnambiguous(path) && (path.startsWith("/_next/static/") || path === "/favicon.ico" || path === "/icon.svg");
}

/** Pages for people who have no valid certificate yet. Everything else is refused at the edge without one. */
export function isPublicPage(path: string): boolean {
  return isUnambiguous(path) && (path === "/guides" || path.startsWith("/guides/"));
}

/** Whoever reads the path after us must not find another one in it: `/guides/../tenants`, `/guides/%2e%2e/tenants`. */
function isUnambiguous(path: string): boolean {
  try {
    return !/\\|\/\/|%|\0|(?:^|\/)\.{1,2}(?:\/|$)/.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}
