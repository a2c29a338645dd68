import type { Metadata } from "next";
import { connection } from "next/server";
import type { ReactElement, ReactNode } from "react";
import type { z } from "zod";
import type { PathStep } from "#components/site-header.tsx";
import { admit, type Permission } from "#lib/access/permissions.ts";
import { currentPeer } from "#lib/platform/peer.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { Chrome, type ChromeProps, type TabName } from "./chrome.tsx";
import { paths } from "./paths.ts";
import { refusePage } from "./refusal-page.tsx";
import { personalScope, tenantEntryScope, tenantScope } from "./scope.ts";

/** What a page is, before it is asked for anything: the walk over all routes reads it. */
export interface PageRule<Input extends z.ZodType> {
  readonly permission: Permission;
  readonly input: Input;
  readonly title: string;
  /** The h1 where it names the tenant; else it is the title. */
  readonly heading?: (scope: Scope) => string;
  /** The steps after the brand; the last one is the page itself. */
  readonly path: (scope: Scope) => readonly PathStep[];
  readonly tab?: TabName;
  readonly narrow?: boolean;
}

interface PageProps {
  readonly params: Promise<Record<string, string>>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

type Page = (props: PageProps) => Promise<ReactElement>;

/** The door of a page of a tenant: identifies, scopes, permits, parses, calls one function of the house, reports. */
export function tenantPage<Input extends z.ZodType>(
  rule: PageRule<Input>,
  render: (scope: Scope, input: z.output<Input>) => Promise<ReactNode>,
): Page {
  return openPage(rule, ({ orcamoId = "" }) => tenantScope(orcamoId), render);
}

/** The door of a page of the signed-in person, in their own organisation. */
export function personalPage<Input extends z.ZodType>(
  rule: PageRule<Input>,
  render: (scope: Scope, input: z.output<Input>) => Promise<ReactNode>,
): Page {
  return openPage(rule, () => personalScope(rule.permission), render);
}

/** The door of a page of the operator's console: in the operator's own organisation. */
export function operatorPage<Input extends z.ZodType>(
  rule: PageRule<Input>,
  render: (scope: Scope, input: z.output<Input>) => Promise<ReactNode>,
): Page {
  return openPage({ ...rule, console: true }, () => personalScope(rule.permission), render);
}

/** The door of the page that enters a tenant. */
export function entryPage<Input extends z.ZodType>(
  rule: PageRule<Input>,
  render: (scope: Scope, input: z.output<Input>) => Promise<ReactNode>,
): Page {
  return openPage({ ...rule, entering: true }, ({ orcamoId = "" }) => tenantEntryScope(orcamoId), render);
}

export function pageTitle(title: string): Metadata {
  return { title };
}

function openPage<Input extends z.ZodType>(
  rule: PageRule<Input> & Pick<ChromeProps, "console" | "entering">,
  scopeOf: (params: Record<string, string>) => Promise<Scope>,
  render: (scope: Scope, input: z.output<Input>) => Promise<ReactNode>,
): Page {
  return async ({ params, searchParams }) => {
    await connection();
    const [given, query] = await Promise.all([params, searchParams]);
    try {
      const scope = await scopeOf(given);
      admit(scope, rule.permission);
      const input = rule.input.safeParse({ ...query, ...given });
      // An address that cannot be one of ours: nothing lies there.
      if (!input.success) throw new Refusal("NOT_FOUND");
      const body = await render(scope, input.data);
      return (
        <Chrome {...rule} title={rule.heading?.(scope) ?? rule.title} scope={scope} path={rule.path(scope)} query={query}>
          {body}
        </Chrome>
      );
    } catch (error) {
      return refusePage(error, currentPeer()?.path ?? paths.home);
    }
  };
}
