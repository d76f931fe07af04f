// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test } from "vitest";
import { speak } from "../../i18n";
import type { Occurrence } from "../../session/timetable";
import { Week } from "./week";

const root = document.createElement("div");
const GROUP: Occurrence = {
  id: "one",
  series: null,
  every_weeks: null,
  begins_at: "2027-01-12T14:00:00Z",
  minutes: 45,
  state: "planned",
  moved: false,
  teacher: { id: "t", name: "Tor" },
  usual_teacher: null,
  pupils: ["Aino", "Bo", "Cia", "Dan", "Eva"],
  pupil_ids: [],
  host: null,
  instrument: "choir",
  level: "",
  place: null,
  meeting_url: "https://meet.example.org/choir",
  lesson: null,
  may_change: false,
};

beforeAll(async () => {
  document.body.append(root);
  await speak("en");
});
afterEach(() => act(() => render(null, root)));

function shown(one: Occurrence): string | null {
  const monday = new Date(2027, 0, 11);
  act(() => render(<Week from={monday} times={[one]} holidays={[]} onChoose={() => {}} />, root));
  return root.querySelector('[data-testid="meeting-link"]')?.getAttribute("href") ?? null;
}

test("who comes to a group too large for a lesson room finds its meeting in the week", () => {
  expect(shown(GROUP)).toBe("https://meet.example.org/choir");
  // A link stands beside what may be changed, not within it: a button holds none.
  expect(shown({ ...GROUP, may_change: true })).toBe("https://meet.example.org/choir");
  expect(root.querySelector("button a")).toBeNull();
});

test("of what is called off or over there is nothing to open", () => {
  expect(shown({ ...GROUP, state: "cancelled" })).toBeNull();
  expect(shown({ ...GROUP, state: "over" })).toBeNull();
  expect(shown({ ...GROUP, meeting_url: null })).toBeNull();
});
