import { connection } from "next/server";
import type { ReactElement, ReactNode } from "react";
import type { z } from "zod";
import { PlainFrame } from "./plain-frame.tsx";
import { notFoundAnswer } from "./refusal-page.tsx";

export interface PublicPageRule<Input extends z.ZodType> {
  readonly input: Input;
  readonly title: string;
  /** The step after the brand, where there is one. */
  readonly step?: string;
}

interface PublicPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The door of a page that anybody may open. It names no permission: it has no scope, so it can show nobody's data. */
export function publicPage<Input extends z.ZodType>(
  rule: PublicPageRule<Input>,
  render: (input: z.output<Input>) => Promise<ReactNode>,
): (props: PublicPageProps) => Promise<ReactElement> {
  return async ({ searchParams }) => {
    await connection();
    const query = await searchParams;
    const input = rule.input.safeParse(query);
    if (!input.success) return notFoundAnswer();
    const body = await render(input.data);
    return (
      <PlainFrame title={rule.title} path={rule.step ? [{ label: rule.step }] : []} query={query}>
        {body}
      </PlainFrame>
    );
  };
}
