import { connection } from "next/server";
import type { ReactElement, ReactNode } from "react";
import type { z } from "zod";
import { admit } from "#lib/access/permissions.ts";
import type { Scope } from "#lib/platform/scope.ts";
import type { PageRule } from "./page.tsx";
import { paths } from "./paths.ts";
import { PlainFrame } from "./plain-frame.tsx";
import { notFoundAnswer, refusePage } from "./refusal-page.tsx";
import { holderScope } from "./scope.ts";

interface CertificatePageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * The door of a page for whoever comes with a certificate alone: no session, no account. The edge has turned away whose
 * certificate is not valid.
 */
export function certificatePage<Input extends z.ZodType>(
  rule: Pick<PageRule<Input>, "permission" | "input" | "title" | "path">,
  render: (scope: Scope, input: z.output<Input>) => Promise<ReactNode>,
): (props: CertificatePageProps) => Promise<ReactElement> {
  return async ({ searchParams }) => {
    await connection();
    const query = await searchParams;
    try {
      const scope = await holderScope();
      admit(scope, rule.permission);
      const input = rule.input.safeParse(query);
      if (!input.success) return notFoundAnswer();
      const body = await render(scope, input.data);
      return (
        <PlainFrame title={rule.title} path={rule.path(scope)} query={query}>
          {body}
        </PlainFrame>
      );
    } catch (error) {
      return refusePage(error, paths.home);
    }
  };
}
