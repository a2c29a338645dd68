import assert from "node:assert/strict";
import { test } from "node:test";
import { createUserInput } from "./inputs.ts";

const person = { loginId: "admin.a", name: "山田花子", role: "administrator" };

test("a mail address is none, or one; what is wrong with another is said in our words", () => {
  const result = (mail: string) => createUserInput.safeParse({ ...person, mail });
  for (const mail of ["", "hanako@example.jp", " ｈａｎａｋｏ@example.jp "]) assert.equal(result(mail).success, true, mail);
  for (const mail of ["hanako", "hanako@", "a b@example.jp", `${"a".repeat(250)}@example.jp`]) {
    const messages = result(mail).error?.issues.map(({ message }) => message);
    assert.deepEqual(messages, ["メールアドレスを正しい形（例: hanako@example.jp）で入力してください。"], mail);
  }
});
