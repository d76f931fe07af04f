import { afterAll, expect, test } from "vitest";
import { LOCALES, speak, t } from "../../../i18n";
import { fullName, noteName } from "./note-name";

afterAll(() => speak("en"));

test.each(LOCALES)("%s has twelve names for twelve notes", async (locale) => {
  await speak(locale);
  expect(new Set(t("notes").split(" ")).size).toBe(12);
  expect(t("notes").split(" ").length).toBe(12);
});

test("the note under C is H in the north, B in English and Si in Italian", async () => {
  const names: string[] = [];
  for (const locale of ["sv", "fi", "lt", "en", "it"] as const) {
    await speak(locale);
    names.push(noteName(71));
  }
  expect(names).toEqual(["H", "H", "H", "B", "Si"]);
});

test("a note has its octave", async () => {
  await speak("en");
  expect([fullName(69), fullName(36)]).toEqual(["A 4", "C 2"]);
});
