/**
 * A file of PostgreSQL's with our lines in it, between two markers: at its beginning or its end, or wherever they stand
 * already. All other lines stay as they are.
 * @throws Error when a marker stands alone: somebody edited between them, and nobody knows what is whose
 */
export function withBlock(content: string, lines: readonly string[], where: "first" | "last"): string {
  const block = `${begin}\n${lines.join("\n")}\n${end}\n`;
  const [from, to] = [content.indexOf(begin), content.indexOf(end)];
  if (from < 0 !== to < 0 || to < from) throw new Error(`One of the markers "${begin}" and "${end}" is missing: put it back.`);
  if (from >= 0) return content.slice(0, from) + block + content.slice(to + end.length).replace(/^\r?\n/, "");
  if (where === "first") return content ? `${block}\n${content}` : block;
  return content ? `${content.replace(/\n*$/, "\n\n")}${block}` : block;
}

const begin = "# BEGIN orcamo-portal: written by the portal, changes between these lines are lost";
const end = "# END orcamo-portal";
