import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "./once.ts";

/**
 * The HTTP status of a page that refuses. Next's own way to it (notFound(), forbidden()) sends a document without
 * content, which only a script fills: without JavaScript the person would see nothing.
 */
const store = once("answer-status", () => new AsyncLocalStorage<{ status?: number }>());

/** The edge holds the choice while the page is made, and puts it on the answer. */
export function withAnswerStatus<T>(chosen: { status?: number }, run: () => T): T {
  return store.run(chosen, run);
}

/** @param status RFC 9110 §15; counts when nothing was sent yet */
export function setAnswerStatus(status: number): void {
  const chosen = store.getStore();
  if (chosen) chosen.status = status;
}
