import { expect, test } from "vitest";
import { speak } from "../../i18n";
import { remedy, said } from "./sayings";

test("a finding is told in the chosen language, with its values", async () => {
  await speak("sv");
  expect(said("certificate_good", { until: "2027-01-31" })).toBe("Certifikatet gäller till 2027-01-31.");
  expect(remedy("certificate_over", { until: "2027-01-31" })).toBe("Förnya det och starta om.");
});

test("what there are no words for is left to the server's own", async () => {
  await speak("fi");
  expect(said("", {})).toBeNull();
  expect(said("of_tomorrow", {})).toBeNull();
  expect(remedy("certificate_good", {})).toBeNull();
});
