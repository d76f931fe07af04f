import { describe, expect, test } from "vitest";
import { figure, LOCALES, preferredLocale, speak, t } from ".";

describe("the language", () => {
  test("is the first of the person's that we speak", () => {
    expect(preferredLocale(["de-DE", "fi-FI", "en"])).toBe("fi");
    expect(preferredLocale(["sv-SE"])).toBe("sv");
  });

  test("is English where we speak none of them", () => {
    expect(preferredLocale(["de"])).toBe("en");
    expect(preferredLocale([])).toBe("en");
  });
});

test.each(LOCALES)("in %s values stand in their place and figures are written its way", async (locale) => {
  await speak(locale);
  expect(t("join.youAre", { name: "Aino" })).toContain("Aino");
  const line = t("quality.hear.pupil", { how: "estimated", ms: figure(68) });
  expect(line).toContain("68");
  expect(line.length).toBeGreaterThan(t("quality.hear.pupil", { how: "measured", ms: figure(68) }).length);
});
