import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MarkdownNode } from "./markdown.tsx";
import { parseMarkdown } from "./markdown-nodes.ts";

const p = (...children: MarkdownNode[]) => ({ tag: "p", children });

function words(nodes: readonly MarkdownNode[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : words(node.children))).join("");
}

function links(nodes: readonly MarkdownNode[]): string[] {
  return nodes.flatMap((node) => (typeof node === "string" ? [] : [...(node.href ? [node.href] : []), ...links(node.children)]));
}

function depth(nodes: readonly MarkdownNode[]): number {
  return Math.max(0, ...nodes.map((node) => (typeof node === "string" ? 0 : 1 + depth(node.children))));
}

describe("a text in Markdown", () => {
  test("becomes paragraphs, emphasis and breaks of lines", () => {
    assert.deepEqual(parseMarkdown("一行目\n**二行目** `x<y`\n\n次"), [
      p("一行目", { tag: "br", children: [] }, { tag: "strong", children: ["二行目"] }, " ", { tag: "code", children: ["x<y"] }),
      p("次"),
    ]);
  });

  test("has headings below those of the page", () => {
    assert.deepEqual(
      parseMarkdown("# 一\n## 二\n###### 六").map((node) => typeof node !== "string" && node.tag),
      ["h3", "h4", "h5"],
    );
  });

  test("has lists that keep their numbers, and tables", () => {
    const [list, table] = parseMarkdown("3. 三\n4. 四\n\n|名|数|\n|-|-|\n|甲|1|");
    assert.deepEqual(list, {
      tag: "ol",
      start: 3,
      children: [
        { tag: "li", children: ["三"] },
        { tag: "li", children: ["四"] },
      ],
    });
    assert.ok(table && typeof table !== "string");
    assert.deepEqual([table.tag, words([table])], ["table", "名数甲1"]);
  });

  test("leads to the web, mail and this site; Japanese behind an address is no part of it", () => {
    const text = "[甲](https://a.example/?x=1&y=2) [乙](/guides/windows) <s@a.example> https://b.example/をご覧ください";
    const expected = ["https://a.example/?x=1&y=2", "/guides/windows", "mailto:s@a.example", "https://b.example/"];
    assert.deepEqual(links(parseMarkdown(text)), expected);
  });
});

describe("what could run or mislead", () => {
  for (const target of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "java\\script:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "https://bank.example@evil.example/",
    "https://evil.example\\@bank.example/",
    "relative",
    "#fragment",
  ]) {
    for (const text of [`[x](${target})`, `[x](<${target}>)`, `[x][r]\n\n[r]: ${target}`, `<${target}>`]) {
      test(`is no link: ${text.replace("\n\n", " ")}`, () => assert.deepEqual(links(parseMarkdown(text)), []));
    }
  }

  for (const html of ["<script>alert(1)</script>", "<b onclick=alert(1)>x</b>", "<!-- x -->", "<a href='javascript:x'>y</a>"]) {
    test(`is text: ${html}`, () => {
      assert.equal(words(parseMarkdown(html)), html);
      assert.equal(words(parseMarkdown(`前 ${html} 後`)), `前 ${html} 後`);
    });
  }

  test("an image is its words, and nothing is fetched", () => {
    assert.deepEqual(parseMarkdown("![地図](https://tracker.example/1.gif)"), [p("地図")]);
  });

  for (const sign of ["> ", "> - ", "1. ", "[", "![", "**a ", "~~a ", "<b>", "[a](", "*a_ ", "| ", "`a", "a_", "--\n"]) {
    test(`nesting and repeating ${JSON.stringify(sign)} neither fails nor goes deep`, () => {
      const nodes = parseMarkdown(sign.repeat(10_000 / sign.length));
      assert.ok(depth(nodes) < 40, String(depth(nodes)));
    });
  }

  test("what is far too long is shown as it was written", () => {
    const text = "**a** ".repeat(20_000);
    assert.deepEqual(parseMarkdown(text), [p(text)]);
  });
});
