import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ProfileName, validUntil, wholeSeconds } from "./profile.ts";

describe("validUntil", () => {
  const cases: [ProfileName, string, string, string][] = [
    ["client", "2020-10-09T10:37:00+09:00", "2023-10-09T10:37:00+09:00", "three years, same day and time"],
    ["client", "2020-10-09T00:30:00+09:00", "2023-10-09T00:30:00+09:00", "a Japanese day that is yet another in UTC"],
    ["client", "2024-02-29T12:00:00+09:00", "2027-02-28T12:00:00+09:00", "29 February becomes the 28th"],
    ["client", "2024-03-01T08:00:00+09:00", "2027-03-01T08:00:00+09:00", "29 February in UTC, 1 March in Japan"],
    ["client", "2025-02-28T23:59:59+09:00", "2028-02-28T23:59:59+09:00", "into a leap year"],
    ["client", "2026-12-31T23:00:00+09:00", "2029-12-31T23:00:00+09:00", "the last day of the year"],
    ["server", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", "90 days"],
    ["root", "2015-01-01T00:00:00Z", "2037-12-31T23:59:59Z", "through 2037 at least"],
    ["root", "2026-11-21T00:00:00Z", "2046-11-21T00:00:00Z", "20 years when that is later"],
  ];
  for (const [profile, from, until, why] of cases) {
    test(`${profile} from ${from}: ${why}`, () => {
      assert.equal(validUntil(profile, new Date(from)).toISOString(), new Date(until).toISOString());
    });
  }

  test("leaves milliseconds away, as certificates do", () => {
    const moment = new Date("2026-05-05T05:05:05.999Z");
    assert.equal(validUntil("client", moment).getMilliseconds(), 0);
    assert.equal(wholeSeconds(moment).toISOString(), "2026-05-05T05:05:05.000Z");
  });
});
