import { beforeEach, expect, test, vi } from "vitest";
import { asking } from "./confirming";
import { ask } from "./staff";

const refusal = () =>
  new Response(JSON.stringify({ error: { code: "confirm_first", text: "", remedy: "" } }), { status: 403 });
const done = () => new Response(null, { status: 204 });

let answers: Response[];
const asked = vi.fn(async () => answers.shift() ?? done());

beforeEach(() => {
  asking.value?.(false);
  asked.mockClear();
  vi.stubGlobal("fetch", asked);
});

async function page(): Promise<void> {
  await vi.waitFor(() => expect(asking.value).not.toBeNull());
}

test("what is sensitive is asked once more when it was shown who asks", async () => {
  answers = [refusal(), done()];
  const doing = ask("DELETE", "/session/sign-ins");
  await page();
  asking.value?.(true);
  await doing;
  expect(asked).toHaveBeenCalledTimes(2);
  expect(asking.value).toBeNull();
});

test("whoever closes the question has not done it", async () => {
  answers = [refusal()];
  const doing = ask("DELETE", "/session/sign-ins");
  await page();
  asking.value?.(false);
  await expect(doing).rejects.toMatchObject({ problem: "unconfirmed" });
  expect(asked).toHaveBeenCalledTimes(1);
});

test("two things at once ask one question", async () => {
  answers = [refusal(), refusal(), done(), done()];
  const both = Promise.all([ask("DELETE", "/a"), ask("DELETE", "/b")]);
  await page();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  asking.value?.(true);
  await both;
  expect(asked).toHaveBeenCalledTimes(4);
});

test("a role that does not allow it asks nothing", async () => {
  answers = [new Response(JSON.stringify({ error: { code: "not_inside" } }), { status: 403 })];
  await expect(ask("DELETE", "/a")).rejects.toMatchObject({ problem: "refused" });
  expect(asking.value).toBeNull();
});
