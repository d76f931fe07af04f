import { expect, test } from "vitest";
import { firstDraft, planOf, termsOf } from "./draft";

const PLAN = {
  ...firstDraft(new Date(2027, 0, 15)),
  title: " Violin ",
  price: "50",
  parts: { there: "takes" as const },
};

test("a draft becomes terms", () => {
  expect(termsOf({ ...PLAN, subjects: "violin, viola,", currency: "sek" }, "here")).toMatchObject({
    title: "Violin",
    price_minor: 5000,
    currency: "SEK",
    subjects: ["violin", "viola"],
    valid_from: "2027-01-15",
    valid_until: "2028-01-15",
    parties: [
      { municipality: "there", gives: false },
      { municipality: "here", gives: true },
    ],
  });
});

test.each([
  ["no title", { title: " " }],
  ["no price", { price: "" }],
  ["nobody else", { parts: {} }],
  ["nobody who gives", { parts: { here: "takes" as const, there: "takes" as const } }],
  ["backwards", { until: "2026-01-01" }],
  ["no figure", { notice: "soon" }],
  ["no share of a post", { form: "joint_post" as const }],
  ["no currency", { currency: "Euro" }],
])("a draft with %s is not sent", (_, changed) => {
  expect(termsOf({ ...PLAN, ...changed }, "here")).toBeNull();
});

test("terms that are opened to be changed say the same until something is typed", () => {
  const terms = termsOf(
    {
      ...PLAN,
      form: "pool",
      shares: { here: "30", there: "70" },
      officials: { there: " Board of education " },
      per: "term",
      price: "50,50",
      subjects: "violin, viola",
      zone: "Europe/Helsinki",
    },
    "here",
  );
  expect(terms?.parties[0]?.official).toBe("Board of education");
  expect(terms && termsOf(planOf(terms), "here")).toEqual(terms);
});
