// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test } from "vitest";
import { speak } from "../../i18n";
import type { Delivery } from "../../session/borders";
import { me } from "../../session/staff";
import type { Trying } from "../sign-in/trying";
import { DeliveryRow } from "./delivery-row";

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
  measured: null,
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
  const members = [{ municipality, person: "anna", name: "Anna Lind", roles: ["teacher" as const] }];
  me.value = { email: "anna@example.org", sign_in: "one", has_password: true, members };
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

test("a cause that was measured is chosen already, with its figures", async () => {
  const measured = {
    cause: "network" as const,
    place: "Room 1",
    late_ms: 40,
    late_limit_ms: 60,
    lost_pct: 4.5,
    lost_limit_pct: 2,
  };
  expect(await failed({ ...GIVEN, measured })).toEqual({
    cause: "network",
    said: "Measured in Room 1 at that time: 4.5 % lost (limit 2.0 %), 40 ms late (limit 60 ms). So the network is proposed.",
  });
});

test("where nothing was measured no cause is proposed", async () => {
  expect(await failed(GIVEN)).toEqual({ cause: "unknown", said: null });
});
