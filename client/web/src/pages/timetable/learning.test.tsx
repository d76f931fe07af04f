// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { speak } from "../../i18n";
import type { Person } from "../../session/staff";
import type { Occurrence } from "../../session/timetable";
import { Learning } from "./learning";

const root = document.createElement("div");
const person = (id: string, name: string, ...roles: Person["roles"]): Person => ({
  id,
  name,
  minor: roles.length === 0,
  roles,
  account: null,
  guardians: [],
  card: null,
});
const PEOPLE = [person("a", "Aino"), person("b", "Bo"), person("h", "Hanna", "host")];
const ONE: Occurrence = {
  id: "one",
  series: "series",
  every_weeks: 1,
  begins_at: "2027-01-12T14:00:00Z",
  minutes: 30,
  state: "planned",
  moved: false,
  teacher: { id: "t", name: "Tor" },
  usual_teacher: null,
  pupils: ["Aino", "B. E."],
  pupil_ids: ["a", "protected"],
  host: null,
  level: "",
  instrument: "oboe",
  place: null,
  meeting_url: null,
  lesson: "lesson",
  may_change: true,
};

beforeAll(async () => {
  document.body.append(root);
  await speak("en");
});
afterEach(() => act(() => render(null, root)));

const show = (occurrence: Occurrence, following: boolean) => {
  const send = vi.fn(async () => {});
  act(() =>
    render(<Learning occurrence={occurrence} following={following} people={PEOPLE} send={send} />, root),
  );
  return send;
};
const field = <T extends HTMLElement>(id: string) => root.querySelector<T>(`[data-testid="${id}"]`) as T;
const write = async (name: string) => {
  const input = field<HTMLInputElement>("change-pupil");
  input.value = name;
  await act(() => void input.dispatchEvent(new Event("input", { bubbles: true })));
};
const save = () =>
  act(() => void root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true })));

test("who learns from a time on is sent with whoever was there, the protected too, and the adult", async () => {
  const send = show(ONE, true);
  await write("Bo");
  const host = field<HTMLSelectElement>("change-host");
  host.value = "h";
  await act(() => void host.dispatchEvent(new Event("change", { bubbles: true })));
  await save();
  expect(send).toHaveBeenCalledWith("PUT", "/pupils", {
    pupils: ["a", "protected", "b"],
    host: "h",
    following: true,
  });
});

test("an adult who sits there already can be sent away", async () => {
  const send = show({ ...ONE, host: { id: "gone", name: "Gun" } }, false);
  const host = field<HTMLSelectElement>("change-host");
  expect(host.value).toBe("gone");
  host.value = "";
  await act(() => void host.dispatchEvent(new Event("change", { bubbles: true })));
  await save();
  expect(send).toHaveBeenCalledWith("PUT", "/pupils", {
    pupils: ["a", "protected"],
    host: "",
    following: false,
  });
});

test("nobody, or more than a lesson room holds without a room, is not sent", async () => {
  const send = show({ ...ONE, pupils: ["A", "B", "C"], pupil_ids: ["c", "d", "e"] }, false);
  await write("Bo");
  await save();
  expect(root.textContent).toContain("More than four people need a room");
  expect(send).not.toHaveBeenCalled();
});
