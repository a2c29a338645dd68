/**
 * After `redirect()` in a server action, and when an action belongs to another page, Next 16.4 asks its own public
 * address: with the visitor's cookies but over a new connection without their certificate. Such a request would show
 * a stranger's page, or fail on an authority that Node does not trust. It is answered here without any network: an
 * empty answer makes Next tell the browser to fetch the target itself, as the visitor.
 * Next marks these requests with `next.internal`; call this before Next starts, since it wraps what it finds.
 */
export function answerInternalFetches(): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => (isInternal(init) ? new Response(null, { status: 204 }) : original(input, init));
}

function isInternal(init: RequestInit | undefined): boolean {
  if (!init || !("next" in init)) return false;
  const mark: unknown = init.next;
  return typeof mark === "object" && mark !== null && "internal" in mark && Boolean(mark.internal);
}
