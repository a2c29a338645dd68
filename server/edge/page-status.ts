import type { ServerResponse } from "node:http";
import { withAnswerStatus } from "#lib/platform/answer-status.ts";

/** Lets the page that is made for this answer choose its status. What Next itself chose (a redirect, an error) stays. */
export function withPageStatus<T>(response: ServerResponse, run: () => T): T {
  const chosen: { status?: number } = {};
  const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) =>
    writeHead(status === 200 ? (chosen.status ?? status) : status, ...rest)) as typeof response.writeHead;
  return withAnswerStatus(chosen, run);
}
