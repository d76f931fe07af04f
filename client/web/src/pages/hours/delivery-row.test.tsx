// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test } from "vitest";
import { speak } from "../../i18n";
import type { Delivery, Seen } from "../../session/borders";
import { me } from "../../session/staff";
import type { Trying } from "../sign-in/trying";
import { DeliveryRow } from "./delivery-row";
import { seenText } from "./seen";

const root = document.createElement("div");
const GIVEN: Delivery = {
  lesson: "one",
  agreement: "two",
  title: "Oboe across the river",
  teacher: "Anna Lind",
  pupils: ["Bo"],
  begins_at: "2026-01-12T14:00:00Z",
  planned_min: 30,
  proposed: null,
  outcome: null,
  minutes: null,
  cause: null,
  together_min: null,
  measured: [],
  disputed: false,
};
const trying: Trying = {
  busy: signal(false),
  problem: signal(null),
  attempt: (task) => task(),
  load: async () => {},
};

beforeAll(async () => {
  document.body.append(root);
  await speak("en");
  const municipality = { id: "pajala", name: "Pajala" };
  const roles = ["teacher" as const];
  const members = [
    { municipality, person: "anna", name: "Anna Lind", roles, kept_back: [], passkeys_from: null },
  ];
  const ways = { has_password: true, has_passkey: false, sure: false };
  me.value = { email: "anna@example.org", sign_in: "one", ...ways, members };
});
afterEach(() => act(() => render(null, root)));

async function failed(delivery: Delivery): Promise<{ cause: string; said: string | null }> {
  act(() => render(<DeliveryRow delivery={delivery} trying={trying} onChange={() => {}} />, root));
  const outcome = root.querySelector('[data-testid="outcome"]') as HTMLSelectElement;
  outcome.value = "technical_failure";
  await act(() => void outcome.dispatchEvent(new Event("change", { bubbles: true })));
  const [, cause] = root.querySelectorAll("select");
  return {
    cause: cause?.value ?? "",
    said: root.querySelector('[data-testid="measured-cause"]')?.textContent ?? null,
  };
}

const NOTHING = { end: null, seconds: null, late_ms: null, device: null, place: null };

test("what the most telling measurement points to is chosen already, with all that was measured", async () => {
  const measured = [
    {
      ...NOTHING,
      sign: "microphone" as const,
      cause: "device" as const,
      end: "pupil" as const,
      device: "busy",
    },
    {
      ...NOTHING,
      sign: "sound_missing" as const,
      cause: "network" as const,
      end: "teacher" as const,
      seconds: 250,
    },
    {
      ...NOTHING,
      sign: "place" as const,
      cause: "network" as const,
      place: { name: "Room 1", late_ms: 40, late_limit_ms: 60, lost_pct: 4.5, lost_limit_pct: 2 },
    },
  ];
  expect(await failed({ ...GIVEN, together_min: 12, measured })).toEqual({
    cause: "device",
    said: "So this is proposed as what failed: a device.",
  });
  expect([...root.querySelectorAll("li li")].map(({ textContent }) => textContent)).toEqual([
    "Both ends were connected for 12 min.",
    "Pupil: no microphone, another program had it.",
    "Teacher: much of the sound missing for 4 min.",
    "Room 1: 4.5 % lost (limit 2.0 %), 40 ms late (limit 60 ms).",
  ]);
});

test("where nothing was measured no cause is proposed", async () => {
  expect(await failed(GIVEN)).toEqual({ cause: "unknown", said: null });
});

test("every sign has a sentence of its own", () => {
  const signs = [
    ...["nobody", "no_teacher", "no_pupil", "server_away", "microphone", "away", "apart"],
    ...["sound_missing", "late", "place", "slow", "camera", "relayed"],
  ] as Seen["sign"][];
  const said = signs.map((sign) => seenText({ ...NOTHING, sign, cause: null, end: "pupil", seconds: 120 }));
  expect(new Set(said).size).toBe(signs.length);
  expect(said.join()).not.toContain("{");
});
