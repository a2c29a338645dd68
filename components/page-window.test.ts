import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pageWindow } from "./page-window.ts";

describe("the window of page numbers", () => {
  const cases = [
    { page: 1, pages: 0, shown: [1] },
    { page: 1, pages: 3, shown: [1, 2, 3] },
    { page: 1, pages: 25, shown: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    { page: 12, pages: 25, shown: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17] },
    { page: 25, pages: 25, shown: [16, 17, 18, 19, 20, 21, 22, 23, 24, 25] },
    { page: 99, pages: 12, shown: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
    { page: -4, pages: 2, shown: [1, 2] },
  ];
  for (const { page, pages, shown } of cases) {
    test(`page ${page} of ${pages}`, () => assert.deepEqual(pageWindow(page, pages), shown));
  }
});
