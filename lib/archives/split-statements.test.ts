import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { maskedSql } from "./encodings.ts";
import { splitStatements } from "./split-statements.ts";

const heads = (sql: string, standardStrings = true) => splitStatements(sql, standardStrings)?.map(({ head }) => head);

describe("SQL is cut where PostgreSQL cuts it", () => {
  for (const [sql, expected] of [
    ["", []],
    ["-- nothing;\n/* at; /* all; */ ; */ ;;", []],
    ["select 1;select 2", ["SELECT 0", "SELECT 0"]],
    ["COMMENT ON TABLE a IS 'x;''y';", ["COMMENT ON TABLE A IS ''"]],
    [`COMMENT ON TABLE "a;""b" IS NULL;`, [`COMMENT ON TABLE "q" IS NULL`]],
    ["SELECT 'a\\'; COMMIT; --'", ["SELECT ''", "COMMIT"]],
    ["SELECT E'a\\'; COMMIT; --'", ["SELECT ''"]],
    ["SELECT e'\\\\'; COMMIT", ["SELECT ''", "COMMIT"]],
    ["SELECT E'a'\n '\\''; COMMIT; '--'", ["SELECT '' ''", "COMMIT", "''"]],
    ["SELECT E'a' --x\n'\\'; COMMIT; --'", ["SELECT '' ''"]],
    ["SELECT B'\\'; COMMIT", ["SELECT ''", "COMMIT"]],
    ["SELECT namE'\\'; COMMIT", ["SELECT NAME ''", "COMMIT"]],
    ["SELECT $$;$a$;$$; COMMIT", ["SELECT ''", "COMMIT"]],
    ["SELECT $a$;$$;$A$;$a$; COMMIT", ["SELECT ''", "COMMIT"]],
    ["SELECT a$$ ; COMMIT; b$$", ["SELECT A$$", "COMMIT", "B$$"]],
    ["SELECT 1$$ ' $$; COMMIT", ["SELECT 0 ''", "COMMIT"]],
    ["SELECT 1+--\n2; COMMIT", ["SELECT 0 + 0", "COMMIT"]],
    ["SELECT 1/* ' */; COMMIT --'", ["SELECT 0", "COMMIT"]],
    ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);", ["CREATE RULE R AS ON INSERT TO T DO ( SELECT 0 ; SELECT 0 )"]],
    ["患者;診療".normalize(), undefined],
  ] as const)
    test(JSON.stringify(sql), () => {
      const bytes = maskedSql(Buffer.from(sql), "UTF8");
      if (expected) assert.deepEqual(heads(bytes), expected);
      else assert.equal(heads(bytes)?.length, 2);
    });

  for (const sql of ["'", '"', "E'\\'", "$a$ $A$", "/* /* */", "(", ")", "1a", "SELECT $患$ x $患$"])
    test(`${sql} is none`, () => assert.equal(heads(maskedSql(Buffer.from(sql), "UTF8")), undefined));

  test("with standard_conforming_strings off every string has escapes, but for bits", () => {
    assert.deepEqual(heads("SELECT 'a\\'; COMMIT; --'", false), ["SELECT ''"]);
    assert.deepEqual(heads("SELECT B'\\'; COMMIT", false), ["SELECT ''", "COMMIT"]);
  });

  test("in Shift_JIS the second byte of 表 is no backslash", () => {
    // E'表' with 0x5C as its second byte, then a statement.
    const sql = Buffer.concat([Buffer.from("SELECT E'"), Buffer.of(0x95, 0x5c), Buffer.from("'; COMMIT; --'")]);
    assert.deepEqual(heads(maskedSql(sql, "SJIS")), ["SELECT ''", "COMMIT"]);
    assert.deepEqual(heads(maskedSql(sql, "UTF8")), ["SELECT ''"]);
  });
});

describe("the body of a routine", () => {
  const routine = "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC";

  test("holds its own semicolons, also with a CASE", () => {
    assert.equal(heads(`${routine} SELECT CASE WHEN 1 > 0 THEN 1 END; SELECT 2; END; SELECT 3`)?.length, 2);
  });

  test("ends at the END that begins a statement, whatever a label says", () => {
    assert.deepEqual(heads(`${routine} SELECT 1 case; END; COMMIT; SELECT 1 end;`)?.slice(1), ["COMMIT", "SELECT 0 END"]);
  });

  test("is none outside of CREATE FUNCTION, nor among the parameters", () => {
    assert.equal(heads("CREATE VIEW v AS SELECT begin atomic FROM t; COMMIT; END;")?.[1], "COMMIT");
    assert.equal(heads("CREATE FUNCTION f(begin atomic) RETURNS int AS ''; COMMIT; END;")?.[1], "COMMIT");
    assert.equal(heads(`CREATE FUNCTION f() RETURNS "begin" atomic; COMMIT; END;`)?.[1], "COMMIT");
  });

  test("without its END is unreadable", () => assert.equal(heads(`${routine} SELECT 1;`), undefined));
});

test("hostile text costs no more than its length", () => {
  const started = performance.now();
  const million = 1_000_000;
  for (const sql of ["\\".repeat(million), "'".repeat(million), "/*".repeat(million), "$a".repeat(million), "(".repeat(million)])
    splitStatements(`E'${sql}`, true);
  for (const sql of ["BEGIN ATOMIC ", "a;", "''", "E'\\\\'", "1e", "--\n"]) splitStatements(sql.repeat(million / 10), true);
  assert.ok(performance.now() - started < 5000);
});
