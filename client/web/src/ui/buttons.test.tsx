// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { speak } from "../i18n";
import { CopyButton } from "./copy-button";
import { FileButton } from "./file-button";

const place = document.createElement("div");

beforeAll(() => speak("en"));

afterEach(() => {
  render(null, place);
  vi.unstubAllGlobals();
});

async function copied(clipboard: unknown): Promise<string> {
  vi.stubGlobal("navigator", { clipboard });
  render(<CopyButton text="https://example.org/join" testId="copy" />, place);
  act(() => place.querySelector("button")?.click());
  await vi.waitFor(() => expect(place.textContent).not.toBe("Copy the link"));
  return place.textContent ?? "";
}

test("a text is said to be copied where it was", async () => {
  const written: string[] = [];
  expect(await copied({ writeText: async (text: string) => void written.push(text) })).toBe("Copied");
  expect(written).toEqual(["https://example.org/join"]);
});

test("where the browser forbids it or has no clipboard, nobody is told that it was copied", async () => {
  expect(await copied({ writeText: () => Promise.reject(new Error("no")) })).toContain("Not copied");
  render(null, place);
  expect(await copied(undefined)).toContain("Not copied");
});

test("the same file may be chosen twice", () => {
  const chosen: File[] = [];
  const file = new File(["x"], "a.pdf");
  render(<FileButton label="Add" accept=".pdf" onFile={(one) => chosen.push(one)} id="score" />, place);
  const field = place.querySelector("input") as HTMLInputElement;
  for (const _ of [1, 2]) {
    Object.defineProperty(field, "files", { value: [file], configurable: true });
    field.dispatchEvent(new Event("change", { bubbles: true }));
    expect(field.value).toBe("");
  }
  expect(chosen).toEqual([file, file]);
});
