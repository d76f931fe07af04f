import { expect, test } from "vitest";
import { browserOf, refusedBy } from "./browser-words";

const TAIL = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${TAIL} Chrome/140.0.0.0 Safari/537.36`, 0, "chrome"],
  [`Mozilla/5.0 (Windows NT 10.0) ${TAIL} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, 0, "edge"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 0, "firefox"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${TAIL} Version/18.0 Safari/605.1.15`, 0, "safari"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${TAIL} Version/18.0 Safari/605.1.15`, 5, "ios"],
  ["something else", 0, "other"],
] as const)("%s is told in its own words", (agent, touch, browser) => {
  expect(browserOf(agent, touch)).toBe(browser);
});

test("a no of the system is told apart from a no of the page", () => {
  expect(refusedBy("Permission denied by system")).toBe("system");
  expect(refusedBy("Permission denied")).toBe("site");
});
