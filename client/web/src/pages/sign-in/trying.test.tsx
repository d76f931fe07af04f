// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, test } from "vitest";
import { StaffError } from "../../session/staff";
import { type Trying, useTrying } from "./trying";

let trying: Trying;

function Page() {
  trying = useTrying();
  return <p>{trying.problem.value}</p>;
}

/** Something that ends when the test says so. */
function waiting<T>(): { promise: Promise<T>; done: (value: T) => void; fail: (cause: Error) => void } {
  let done: (value: T) => void = () => {};
  let fail: (cause: Error) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  return { promise, done, fail };
}

beforeEach(() => {
  act(() => render(null, document.body));
  act(() => render(<Page />, document.body));
});

test("a second press while it is being done does nothing", async () => {
  const first = waiting<void>();
  const presses: string[] = [];
  const doing = trying.attempt(async () => {
    presses.push("first");
    await first.promise;
  });
  await trying.attempt(async () => void presses.push("second"));
  first.done();
  await doing;
  await trying.attempt(async () => void presses.push("third"));
  expect(presses).toEqual(["first", "third"]);
});

test("what is pressed while the page still reads is done", async () => {
  const list = waiting<string>();
  const reading = trying.load(
    () => list.promise,
    () => {},
  );
  let done = false;
  await trying.attempt(async () => {
    done = true;
  });
  expect(done).toBe(true);
  list.done("");
  await reading;
});

test("of two lists that were asked for, the last is shown, whichever comes first", async () => {
  const shown: string[] = [];
  const monday = waiting<string>();
  const tuesday = waiting<string>();
  const take = (found: string) => void shown.push(found);
  const both = [trying.load(() => monday.promise, take), trying.load(() => tuesday.promise, take)];
  tuesday.done("tuesday");
  monday.done("monday");
  await Promise.all(both);
  expect(shown).toEqual(["tuesday"]);
});

test("a list that came does not hide that a button failed; the next one does away with its own", async () => {
  await trying.attempt(() => Promise.reject(new StaffError("refused")));
  await trying.load(
    () => Promise.resolve(1),
    () => {},
  );
  expect(trying.problem.value).toBe("refused");
  await trying.attempt(async () => {});
  await trying.load(
    () => Promise.reject(new StaffError("unreachable")),
    () => {},
  );
  expect(trying.problem.value).toBe("unreachable");
  await trying.load(
    () => Promise.resolve(1),
    () => {},
  );
  expect(trying.problem.value).toBeNull();
});
