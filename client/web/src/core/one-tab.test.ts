import { expect, test } from "vitest";
import type { Memory } from "./memory";
import { holdLesson, isOpenElsewhere, lessonKey, type TabChannel, takeOver, type Wait } from "./one-tab";

const MEMORY: Memory = { token: "token", endpoint: "e1", resumeKey: "key" };

/** All tabs of one browser: what one says, all others hear at once. */
class Browser {
  readonly open = new Set<TabChannel>();

  tab(): TabChannel {
    const channel: TabChannel = {
      onmessage: null,
      postMessage: (message) => {
        if (!this.open.has(channel)) throw new Error("closed");
        for (const other of this.open)
          if (other !== channel) other.onmessage?.({ data: structuredClone(message) });
      },
      close: () => void this.open.delete(channel),
    };
    this.open.add(channel);
    return channel;
  }
}

/** Time that has passed as soon as somebody waits for it: every answer came before. */
const atOnce: Wait = (_, task) => {
  const handle = setTimeout(task, 0);
  return () => clearTimeout(handle);
};

test("a second tab of a lesson learns of the first, and of no other lesson", async () => {
  const browser = new Browser();
  holdLesson(browser.tab(), "mine", () => MEMORY);
  expect(await isOpenElsewhere(browser.tab(), "mine", atOnce)).toBe(true);
  expect(await isOpenElsewhere(browser.tab(), "another", atOnce)).toBe(false);
});

test("who takes over is given who the other was; the other is told once and answers no more", async () => {
  const browser = new Browser();
  let taken = 0;
  const held = holdLesson(browser.tab(), "mine", () => {
    taken += 1;
    held.release();
    return MEMORY;
  });
  expect(await takeOver(browser.tab(), "mine", atOnce)).toEqual(MEMORY);
  expect(await takeOver(browser.tab(), "mine", atOnce)).toBeNull();
  expect(await isOpenElsewhere(browser.tab(), "mine", atOnce)).toBe(false);
  expect(taken).toBe(1);
});

test("a tab that has left the lesson is not there", async () => {
  const browser = new Browser();
  holdLesson(browser.tab(), "mine", () => MEMORY).release();
  expect(await isOpenElsewhere(browser.tab(), "mine", atOnce)).toBe(false);
});

test("rubbish on the channel is nobody", async () => {
  const browser = new Browser();
  const tab = browser.tab();
  const asked = isOpenElsewhere(tab, "mine", atOnce);
  for (const data of [null, 5, "here", {}, { lesson: "mine" }, { lesson: "x", says: "here" }])
    tab.onmessage?.({ data });
  expect(await asked).toBe(false);
});

test("the key names the lesson without being its token", () => {
  const token = `${"a".repeat(100)}.${"b".repeat(43)}`;
  expect(token).toContain(lessonKey(token));
  expect(lessonKey(token)).toHaveLength(24);
});
