/**
 * The application that the person came from, by the origin that its page said in `?from=`, and where they go back to. Only
 * one of those that the operator has listed, or our own: whoever makes a link to this page must not choose where it ends.
 */
export function knownOrigin(from: string | undefined, listed: readonly string[]): string | undefined {
  return listed.find((origin) => origin === from);
}
