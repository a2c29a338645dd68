import { Readable } from "node:stream";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type Permission, permit } from "#lib/access/permissions.ts";
import { env } from "#lib/platform/env.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import { refusalSentence, refusalStatus } from "#lib/platform/refusal-words.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { paths } from "./paths.ts";
import { refusalText, wayOn } from "./refusals.ts";
import { holderScope, personalScope, tenantScope } from "./scope.ts";

export interface RouteRule<Input extends z.ZodType> {
  readonly permission: Permission;
  readonly input: Input;
  /** The page to go back to with the refusal's sentence, as it was: made from what was sent. */
  readonly back: (params: Readonly<Record<string, string>>, sent: Readonly<Record<string, string | string[]>>) => string;
}

type Route = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** The door of a download of a tenant. A refusal goes back to the page that it was asked from. */
export function tenantRoute<Input extends z.ZodType>(
  rule: RouteRule<Input>,
  answer: (scope: Scope, input: z.output<Input>) => Promise<Response>,
): Route {
  return openRoute(rule, ({ orcamoId = "" }) => tenantScope(orcamoId), answer);
}

/** The door of a download of the operator's console. */
export function operatorRoute<Input extends z.ZodType>(
  rule: RouteRule<Input>,
  answer: (scope: Scope, input: z.output<Input>) => Promise<Response>,
): Route {
  return openRoute(rule, () => personalScope(rule.permission), answer);
}

/** The door of a download for whoever comes with a certificate alone. */
export function certificateRoute<Input extends z.ZodType>(
  rule: RouteRule<Input>,
  answer: (scope: Scope, input: z.output<Input>) => Promise<Response>,
): Route {
  return openRoute(rule, () => holderScope(), answer);
}

function openRoute<Input extends z.ZodType>(
  rule: RouteRule<Input>,
  scopeOf: (params: Record<string, string>) => Promise<Scope>,
  answer: (scope: Scope, input: z.output<Input>) => Promise<Response>,
): Route {
  return async (request, context) => {
    // Next answers HEAD by GET: a look at a link would be recorded as a download that nobody made.
    if (request.method === "HEAD") return new Response(null, { status: 405, headers: { Allow: "GET" } });
    const params = await context.params;
    let sent: Record<string, string | string[]> = {};
    try {
      const scope = await scopeOf(params);
      // Read first: what was chosen goes along to where the password is asked for, and back.
      sent = await given(request);
      permit(scope, rule.permission);
      const input = rule.input.safeParse({ ...sent, ...params });
      if (!input.success) return plain(404, refusalSentence("NOT_FOUND"));
      return await answer(scope, input.data);
    } catch (error) {
      unstable_rethrow(error);
      if (!isRefusal(error)) throw error;
      if (error.code === "SIGN_IN_REQUIRED") return seeOther(paths.enter());
      const elsewhere = wayOn(error, rule.back(params, sent));
      if (elsewhere) return seeOther(elsewhere);
      if (refusalText(error.code)) return seeOther(withRefusal(rule.back(params, sent), error.code));
      return plain(refusalStatus(error.code), refusalSentence(error.code, error.facts));
    }
  };
}

/**
 * A file for saving. A stream that breaks breaks the connection, so that nobody takes a part for the whole. Names are
 * of our own letters, or given as RFC 8187 UTF-8.
 */
export function download(file: Buffer | Readable, name: string, type: string): Response {
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, "_");
  // The stream classes of Node and of the DOM differ in their types alone.
  const body = Buffer.isBuffer(file) ? new Uint8Array(file) : (Readable.toWeb(file) as ReadableStream<Uint8Array>);
  return new Response(body, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      "Cache-Control": "no-store",
    },
  });
}

/** Query and form fields; a name that comes more than once becomes a list. What is no form has no fields. */
async function given(request: Request): Promise<Record<string, string | string[]>> {
  const fields = [...new URL(request.url).searchParams];
  const form = request.method === "POST" ? await request.formData().catch(() => undefined) : undefined;
  for (const [name, value] of form ?? []) if (typeof value === "string") fields.push([name, value]);
  // A Map: as a name of a plain object `__proto__` would change the object itself.
  const all = new Map<string, string | string[]>();
  for (const [name, value] of fields) {
    const before = all.get(name);
    all.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(all);
}

function withRefusal(path: string, code: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}refusal=${code}`;
}

/** On to an address of ours. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: new URL(path, env().origin).href } });
}

function plain(status: number, sentence: string): Response {
  return new Response(`${sentence}\n`, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
