/**
 * Names what Prisma writes, so that PostgreSQL reads and plans it once a connection and not each time: for the rows of one
 * request that is as much work as the writing. Reads stay without: what finds the rows of one tenant, or of one month, best
 * is not best for another, and a plan that is kept is made for all.
 * @returns tells the name of a statement; empty is PostgreSQL's statement without a name
 */
export function nameWrites(): (statement: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    if (!isWrite.test(sql) || sql.length > longest) return "";
    const known = names.get(sql);
    if (known || names.size >= most) return known ?? "";
    const name = `write-${names.size}`;
    names.set(sql, name);
    return name;
  };
}

const isWrite = /^(?:INSERT INTO|UPDATE) /;

/** Each connection keeps what has a name. Beyond are lists of rows and of ids, as long as they happen to be. */
const most = 200;
const longest = 3000;
