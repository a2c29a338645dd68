import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSerial } from "../authority/serial.ts";
import { suggestedRenewal } from "./suggest.ts";

const hourMs = 3_600_000;
const issuedAt = new Date("2026-04-10T01:00:00Z");
const notAfter = new Date("2029-04-10T01:00:00Z");
const rules = { windowDays: 100, minimumAgeHours: 24 };

test("the time is within the window, the window within the rules, and both are the same tomorrow", () => {
  for (let count = 0; count < 1_000; count++) {
    const certificate = { serial: makeSerial(), issuedAt, notAfter };
    const { window, time } = suggestedRenewal(certificate, rules);
    assert.equal(window.start.toISOString(), "2028-12-31T01:00:00.000Z");
    assert.equal(window.end.toISOString(), "2029-03-16T01:00:00.000Z");
    assert.ok(window.start <= time && time < window.end);
    assert.deepEqual(suggestedRenewal(certificate, rules), { window, time });
  }
});

test("a window longer than the certificate begins at the age from which it may be renewed", () => {
  const { window, time } = suggestedRenewal({ serial: makeSerial(), issuedAt, notAfter }, { ...rules, windowDays: 1200 });
  assert.equal(window.start.toISOString(), "2026-04-11T01:00:00.000Z");
  assert.ok(time >= window.start && time < window.end && window.end < notAfter);
});

test("a certificate of a few hours has no window, and is told no time after its end", () => {
  const short = { serial: makeSerial(), issuedAt, notAfter: new Date(issuedAt.getTime() + hourMs) };
  const { window, time } = suggestedRenewal(short, rules);
  assert.deepEqual([window.start, window.end, time], [short.notAfter, short.notAfter, short.notAfter]);
});

test("20,000 certificates of one week do not come back in one hour", () => {
  const hours = new Map<number, number>();
  for (let index = 0; index < 20_000; index++) {
    // As it is done: in the hours of five working days, most of them on the first.
    const atMs = (index % 2 === 0 ? 0 : index % 5) * 24 * hourMs + (index % 8) * hourMs;
    const issued = { issuedAt: new Date(issuedAt.getTime() + atMs), notAfter: new Date(notAfter.getTime() + atMs) };
    const hour = Math.floor(suggestedRenewal({ serial: makeSerial(), ...issued }, rules).time.getTime() / hourMs);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  // 75 days of 24 hours: 11 in each, if it were even. Of so many draws none of 1,800 hours has 40 (Poisson: 10^-10).
  assert.ok(hours.size > 1_750, `${hours.size} hours`);
  assert.ok(Math.max(...hours.values()) < 40, `${Math.max(...hours.values())} in one hour`);
});
