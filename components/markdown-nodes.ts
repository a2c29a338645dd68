import { Lexer, type Token, Tokenizer, type Tokens } from "marked";
import type { MarkdownElement, MarkdownNode } from "./markdown.tsx";
import { safeHref } from "./safe-href.ts";

/** More than this is shown as it was written: some texts take the parser a time that grows with their square. */
const longest = 10_000;
/** Quotes in lists in quotes: what lies deeper stays text. The parser calls itself at each step. */
const deepest = 8;

/**
 * What a Markdown text says, as data for <Markdown>. There is no HTML in it: tags are shown as they were typed, images
 * as their words, links to anywhere but the web, mail and this site as text. For the server alone: the parser is large.
 */
export function parseMarkdown(text: string): readonly MarkdownNode[] {
  if (text.length > longest) return [{ tag: "p", children: [text] }];
  return blocks(new Lexer({ gfm: true, breaks: true, tokenizer: new ShallowTokenizer() }).lex(text));
}

/** Of the tokens that hold others, none below `deepest` is recognised: its signs stay in the text. */
class ShallowTokenizer extends Tokenizer {
  #depth = 0;

  override blockquote(source: string) {
    return this.#within(() => super.blockquote(source));
  }
  override list(source: string) {
    return this.#within(() => super.list(source));
  }
  override link(source: string) {
    return this.#within(() => super.link(source));
  }
  override reflink(source: string, links: Parameters<Tokenizer["reflink"]>[1]) {
    return this.#within(() => super.reflink(source, links));
  }
  override emStrong(source: string, masked: string, previous?: string) {
    return this.#within(() => super.emStrong(source, masked, previous));
  }
  override del(source: string, masked: string, previous?: string) {
    return this.#within(() => super.del(source, masked, previous));
  }
  /** Japanese goes on behind an address without a space: only what an address may hold belongs to it. */
  override url(source: string) {
    return super.url(/^[\x21-\x7e]*/.exec(source)?.[0] ?? "");
  }

  #within<T>(read: () => T | undefined): T | undefined {
    if (this.#depth >= deepest) return undefined;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

function blocks(tokens: readonly Token[]): MarkdownNode[] {
  return tokens.flatMap((token) => block(token as Known));
}

function inlines(tokens: readonly Token[] | undefined): MarkdownNode[] {
  return (tokens ?? []).flatMap((token) => inline(token as Known));
}

function block(token: Known): MarkdownNode[] {
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "paragraph":
      return [element("p", inlines(token.tokens))];
    case "heading":
      // Below the headings of the page that it stands in.
      return [element(token.depth === 1 ? "h3" : token.depth === 2 ? "h4" : "h5", inlines(token.tokens))];
    case "list":
      return [list(token)];
    case "blockquote":
      return [element("blockquote", blocks(token.tokens))];
    case "code":
      return [element("pre", [token.text])];
    case "hr":
      return [element("hr", [])];
    case "table":
      return [table(token)];
    case "html":
      return [element("p", [token.raw.trim()])];
    default:
      return inline(token);
  }
}

function inline(token: Known): MarkdownNode[] {
  switch (token.type) {
    case "text":
      return token.tokens ? inlines(token.tokens) : [token.text];
    case "escape":
      return [token.text];
    case "strong":
    case "em":
    case "del":
      return [element(token.type, inlines(token.tokens))];
    case "codespan":
      return [element("code", [token.text])];
    case "br":
      return [element("br", [])];
    case "link":
      return link(token);
    case "image":
      return [token.text];
    case "checkbox":
      return [token.checked ? "☑ " : "☐ "];
    default:
      return [token.raw];
  }
}

/** A link that leads nowhere good is read as it was written, so that nobody wonders where it went. */
function link(token: Tokens.Link): MarkdownNode[] {
  const href = safeHref(token.href);
  return href === undefined ? [token.raw] : [{ tag: "a", href, children: inlines(token.tokens) }];
}

function list({ ordered, start, items }: Tokens.List): MarkdownElement {
  const children = items.map((item) => element("li", blocks(item.tokens)));
  if (!ordered) return element("ul", children);
  return { tag: "ol", children, start: typeof start === "number" ? start : 1 };
}

function table({ header, rows }: Tokens.Table): MarkdownElement {
  const cells = (row: readonly Tokens.TableCell[], tag: "th" | "td") =>
    element(
      "tr",
      row.map((cell) => element(tag, inlines(cell.tokens))),
    );
  return element("table", [
    element("thead", [cells(header, "th")]),
    element(
      "tbody",
      rows.map((row) => cells(row, "td")),
    ),
  ]);
}

function element(tag: MarkdownElement["tag"], children: readonly MarkdownNode[]): MarkdownElement {
  return { tag, children };
}

/** `Token` has a member of any shape, which would hide what each of the others holds. */
type Known =
  | Tokens.Blockquote
  | Tokens.Br
  | Tokens.Checkbox
  | Tokens.Code
  | Tokens.Codespan
  | Tokens.Def
  | Tokens.Del
  | Tokens.Em
  | Tokens.Escape
  | Tokens.Heading
  | Tokens.Hr
  | Tokens.HTML
  | Tokens.Image
  | Tokens.Link
  | Tokens.List
  | Tokens.Paragraph
  | Tokens.Space
  | Tokens.Strong
  | Tokens.Table
  | Tokens.Tag
  | Tokens.Text;
