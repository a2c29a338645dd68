import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dateTimeInputValue,
  daysBetween,
  formatBytes,
  formatCount,
  formatDate,
  formatDateTime,
  formatDateTimeSeconds,
  formatDuration,
  parseDateTimeInput,
  startOfDay,
} from "./format.ts";
import { pageOf } from "./paging.ts";

test("moments are shown in Japan's time, also around midnight and at the turn of the year", () => {
  const moment = new Date("2025-12-31T15:00:07Z");
  assert.equal(formatDate(moment), "2026-01-01");
  assert.equal(formatDateTime(moment), "2026/01/01 00:00");
  assert.equal(formatDateTimeSeconds(moment), "2026/01/01 00:00:07");
  assert.equal(startOfDay("2026-01-01").toISOString(), "2025-12-31T15:00:00.000Z");
  assert.equal(daysBetween(moment, new Date("2025-12-31T14:59:59Z")), -1);
  assert.equal(daysBetween(moment, new Date("2026-01-01T15:00:00Z")), 1);
});

test("an input of a date and a time is Japan's time, and no other day is made of one that does not exist", () => {
  const moment = new Date("2025-12-31T15:00:00Z");
  assert.equal(dateTimeInputValue(moment), "2026-01-01T00:00");
  assert.deepEqual(parseDateTimeInput("2026-01-01T00:00"), moment);
  for (const text of ["", "2026-02-30T10:00", "2026-01-01T24:00", "2026-01-01T10:60", "2026-01-01", "9999-01-01T00:00", "x"])
    assert.equal(parseDateTimeInput(text), undefined, text);
});

test("pages stay inside what there is", () => {
  assert.deepEqual(pageOf(5, 0, 10), { number: 1, size: 10, total: 0, last: 1 });
  assert.deepEqual(pageOf(99, 101, 10), { number: 11, size: 10, total: 101, last: 11 });
});

test("amounts read as people say them", () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(formatCount), ["0", "999", "1,000", "1,234,567"]);
  assert.deepEqual([0, 999, 1000, 123_456_789, 50_000_000_000].map(formatBytes), [
    "0バイト",
    "999バイト",
    "1.0 KB",
    "123 MB",
    "50.0 GB",
  ]);
  assert.deepEqual([0, 7, 60, 61, 3600, 7500].map(formatDuration), [
    "約1秒",
    "約10秒",
    "約1分",
    "約2分",
    "約1時間",
    "約2時間5分",
  ]);
});
