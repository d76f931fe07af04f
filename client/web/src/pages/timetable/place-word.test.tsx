// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { LOCALES, speak } from "../../i18n";
import { PlaceWord } from "./place-word";

const root = document.createElement("div");
const asked: string[] = [];
let answers: Record<string, unknown>;

beforeAll(() => document.body.append(root));
beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const profile = new URL(path, "https://localhost").searchParams.get("profile") ?? "";
    return answers[profile] ? Response.json(answers[profile]) : new Response("{}", { status: 404 });
  });
});
afterEach(() => {
  act(() => render(null, root));
  vi.unstubAllGlobals();
});

const show = (begins: string) => act(() => render(<PlaceWord place="room" begins={begins} />, root));
const words = () => root.textContent ?? "";

test("whoever plans reads what the place was good for at that hour, in every language", async () => {
  answers = {
    duet: { word: "follow", worth_ms: 30, worst_ms: 44.4, weeks: 3, blocked: 0 },
    balanced: { word: "turns", worth_ms: 60, worst_ms: 71, weeks: 2, blocked: 0 },
  };
  for (const locale of LOCALES) {
    await speak(locale);
    show("2027-01-12T15:00");
    await vi.waitFor(() => expect(root.querySelectorAll("p")).toHaveLength(2));
    expect(words()).toMatch(/44.*3.*71.*2/);
    act(() => render(null, root));
  }
  expect(asked[0]).toContain(`at=${new Date(2027, 0, 12, 15).getTime() / 1000}&`);
});

test("an hour in which no sound got through is said once, in every language", async () => {
  const none = { word: "none", worth_ms: 18, worst_ms: 18, weeks: 3, blocked: 1 };
  answers = { duet: none, balanced: none };
  for (const locale of LOCALES) {
    await speak(locale);
    show("2027-01-12T15:00");
    await vi.waitFor(() => expect(root.querySelectorAll("p")).toHaveLength(1));
    expect(words()).toMatch(/1.*3/);
    act(() => render(null, root));
  }
});

test("an hour that was never measured is said to be so", async () => {
  await speak("en");
  answers = {
    duet: { word: null, worst_ms: null, weeks: 0, blocked: 0 },
    balanced: { word: null, worst_ms: null, weeks: 0, blocked: 0 },
  };
  show("2027-01-12T15:00");
  await vi.waitFor(() => expect(words()).toBe("This place was not measured at this hour of the week."));
});

test("a place that does not measure says nothing, and half a time asks nothing", async () => {
  answers = {};
  show("2027-01-12T15:00");
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(words()).toBe("");
  show("");
  expect(asked).toHaveLength(2);
});
