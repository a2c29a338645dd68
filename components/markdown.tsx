import { createElement, type ReactNode } from "react";
import { safeHref } from "./safe-href.ts";

export type MarkdownNode = string | MarkdownElement;

export interface MarkdownElement {
  readonly tag: keyof typeof looks;
  readonly children: readonly MarkdownNode[];
  /** Of a link. */
  readonly href?: string;
  /** The first number of an ordered list. */
  readonly start?: number;
}

/** A text that parseMarkdown has read. React elements all the way down: there is no HTML in it to be run. */
export function Markdown({ nodes }: { readonly nodes: readonly MarkdownNode[] }) {
  return <div className="flex flex-col gap-2">{nodes.map(render)}</div>;
}

function render(node: MarkdownNode, key: number): ReactNode {
  if (typeof node === "string") return node;
  const { tag, children, start } = node;
  const href = node.href === undefined ? undefined : safeHref(node.href);
  const attributes = {
    key,
    className: looks[tag],
    ...(href !== undefined && { href, rel: "noopener noreferrer" }),
    ...(start !== undefined && { start }),
    ...(tag === "th" && { scope: "col" }),
  };
  return children.length === 0 ? createElement(tag, attributes) : createElement(tag, attributes, children.map(render));
}

const looks = {
  p: "whitespace-pre-line",
  h3: "mt-2 text-std-18B-160",
  h4: "mt-2 font-700",
  h5: "mt-2 font-700 text-solid-gray-700",
  ul: "list-disc ps-6",
  ol: "list-decimal ps-8",
  li: "",
  strong: "font-700",
  em: "italic",
  del: "",
  code: "rounded-4 bg-solid-gray-50 px-1 font-mono",
  pre: "rounded-8 bg-solid-gray-50 p-3 font-mono whitespace-pre-wrap",
  blockquote: "border-s-4 border-solid-gray-420 ps-3",
  hr: "border-solid-gray-420",
  br: "",
  a: "text-blue-1000 underline underline-offset-4",
  table: "border-collapse",
  thead: "bg-solid-gray-50",
  tbody: "",
  tr: "",
  th: "border border-solid-gray-420 px-2 py-1 text-start",
  td: "border border-solid-gray-420 px-2 py-1",
} as const;
