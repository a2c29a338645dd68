import assert from "node:assert/strict";
import { test } from "node:test";
import { nextAuthPlace } from "./next-auth-places.ts";

const form = { "Content-Type": "application/x-www-form-urlencoded" };

function ask(method: string, target: string, headers: Record<string, string> = form) {
  const url = new URL(target, "https://localhost:8443/api/auth/");
  return nextAuthPlace(new Request(url, { method, headers }), url.pathname.split("/").slice(3));
}

for (const [method, target] of [
  ["GET", "signin?callbackUrl=/"],
  ["POST", "callback/credentials"],
  ["POST", "signout"],
] as const) {
  test(`${method} ${target} is next-auth's`, () => assert.equal(ask(method, target), "next-auth"));
}

for (const [method, target] of [
  ["GET", "session"],
  ["POST", "session"],
  ["GET", "csrf"],
  ["GET", "providers"],
  ["POST", "_log"],
  ["GET", "callback/credentials?json=true"],
  ["POST", "signin/credentials"],
  ["GET", "signin/credentials"],
  ["GET", "verify-request"],
  ["GET", "constructor"],
] as const) {
  test(`${method} ${target} is not there`, () => {
    const answer = ask(method, target);
    assert.equal(answer instanceof Response && answer.status, 404);
  });
}

test("what is no form is refused: JSON brings objects where texts are expected", () => {
  for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain"]) {
    const answer = ask("POST", "callback/credentials", { "Content-Type": type });
    assert.equal(answer instanceof Response && answer.status, 415, type);
  }
});

test("of an error only a code of ours goes into the address", () => {
  const location = (target: string) => {
    const answer = ask("GET", target);
    return answer instanceof Response && answer.headers.get("Location");
  };
  assert.equal(location("error?error=SIGN_IN_THROTTLED.12"), "/sign-in?error=SIGN_IN_THROTTLED.12");
  for (const crafted of ["error?error=%0d%0aSet-Cookie:a=b", "error?error=<b>", "error", "error?error=A.1&error=x%00"])
    assert.match(String(location(crafted)), /^\/sign-in\?error=[A-Z_]+(\.1)?$/, crafted);
  assert.equal(location("signout?csrf=true"), "/");
});
