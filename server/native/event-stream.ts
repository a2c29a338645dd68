import type { ServerResponse } from "node:http";
import { isDatabaseAway } from "#lib/platform/database-errors.ts";
import { log } from "#lib/platform/log.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { requireStillOpen } from "#lib/sessions/still-open.ts";
import { watchRow } from "./watched-rows.ts";

export interface Events<Value> {
  /** What is watched, tenant and all. */
  readonly key: string;
  read(): Promise<Value>;
  /** Nothing will come after this one. */
  isOver(value: Value): boolean;
}

/**
 * A row's changes to one person as server-sent events (HTML Standard §9.2). The stream ends when there is nothing left to
 * tell, when the session is over, and after some minutes: browsers come again by themselves, and are looked at anew.
 * Watching counts as activity of the session, as reading a long download does.
 */
export function streamEvents<Value>(response: ServerResponse, scope: Scope, events: Events<Value>): Promise<void> {
  const { socket } = response.req;
  // Who left while it was looked at what is asked for: no `close` will come any more.
  if (socket.destroyed) return Promise.resolve();
  const session = scope.actor.sessionId ?? "";
  if (open.size >= limits.streams || count(session) >= limits.streamsPerSession) {
    // With 204 a browser does not come again by itself; the page then offers to load it anew.
    response.writeHead(204).end();
    return Promise.resolve();
  }
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" });
  response.write(`retry: ${limits.retryMs}\n\n`);

  return new Promise((resolve) => {
    const stream = { session, end: () => response.end() };
    open.add(stream);
    const send = (text: string) => {
      // Its end may wait for minutes, behind what the browser asked for before it on the same connection.
      if (response.writableEnded) return;
      // Who does not read gets no memory of ours.
      if (response.writableLength > limits.unreadBytes) response.destroy();
      else response.write(text);
    };
    const fail = (error: unknown) => {
      // The next question may be answered again.
      if (isDatabaseAway(error)) return;
      if (isRefusal(error)) send("event: gone\ndata:\n\n");
      else log.error("events-failed", { key: events.key, error });
      response.end();
    };
    const stop = watchRow<Value>(events.key, {
      read: events.read,
      tell(value) {
        send(`data: ${JSON.stringify(value)}\n\n`);
        if (events.isOver(value)) response.end();
      },
      fail,
    });
    const look = setInterval(() => requireStillOpen(scope).then(() => send(":\n\n"), fail), limits.lookMs);
    const last = setTimeout(() => response.end(), limits.lastsMs);
    const over = () => {
      socket.off("close", over);
      stop();
      clearInterval(look);
      clearTimeout(last);
      open.delete(stream);
      resolve();
    };
    response.once("close", over);
    // What still waits for its turn on the connection is not told when that breaks.
    socket.once("close", over);
  });
}

/** The portal is closing: it need not wait for who watches. */
export function endEventStreams(): void {
  for (const stream of open) stream.end();
}

const limits = {
  streams: 500,
  /** A browser has six connections to a site: its tabs must not take them all. */
  streamsPerSession: 3,
  retryMs: 3000,
  /** A proxy cuts a connection that is silent for a minute; a session that was ended is noticed as soon. */
  lookMs: 15_000,
  lastsMs: 5 * 60_000,
  unreadBytes: 64 * 1024,
} as const;

const open = new Set<{ readonly session: string; end(): void }>();

function count(session: string): number {
  return [...open].filter((stream) => stream.session === session).length;
}
