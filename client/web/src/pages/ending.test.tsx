// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeAll, expect, test } from "vitest";
import { LOCALES, speak } from "../i18n";
import { EndPage, type EndReason } from "./ending";

const REASONS: [EndReason, string][] = [
  ["left", "left"],
  ["over", "over"],
  ["removed", "removed"],
  ["refused", "refused"],
  ["token_expired", "expired"],
  ["invite_revoked", "revoked"],
  ["token_invalid", "unknown"],
  ["lesson_unknown", "unknown"],
  ["no_invite", "no-invite"],
  ["lesson_full", "full"],
  ["replaced", "replaced"],
  ["version", "outdated"],
  ["server_error", "failed"],
];
const root = document.createElement("div");

beforeAll(() => document.body.append(root));

test.each(REASONS)("the end by %s has its page, with a sentence in every language", async (reason, page) => {
  for (const locale of LOCALES) {
    await speak(locale);
    act(() => render(<EndPage reason={reason} onAgain={() => {}} />, root));
    expect(document.body.dataset.page).toBe(page);
    expect(root.querySelector("h1")?.textContent).not.toMatch(/\.title$/);
    expect(root.querySelector(".lead")?.textContent?.length).toBeGreaterThan(20);
    act(() => render(null, root));
  }
});

test.each(["token_expired", "invite_revoked", "token_invalid"] as const)(
  "a teacher whose link ended by %s is not sent to a teacher, in any language",
  async (reason) => {
    for (const locale of LOCALES) {
      await speak(locale);
      const texts = [false, true].map((teacher) => {
        act(() => render(<EndPage reason={reason} teacher={teacher} />, root));
        return root.querySelector(".lead")?.textContent ?? "";
      });
      expect(texts[1]).not.toBe(texts[0]);
      expect(texts[1]).not.toMatch(/your teacher|din lärare|opettajalta|tuo insegnante|savo mokytoj/i);
      expect(root.querySelector("[data-testid=to-today]")).not.toBeNull();
      act(() => render(null, root));
    }
  },
);

test("who was sent out is not offered a way back in; who left is", async () => {
  await speak("en");
  act(() => render(<EndPage reason="removed" onAgain={() => {}} />, root));
  expect(root.querySelector("[data-testid=again]")).toBeNull();
  act(() => render(<EndPage reason="left" onAgain={() => {}} />, root));
  expect(root.querySelector("[data-testid=again]")).not.toBeNull();
});
