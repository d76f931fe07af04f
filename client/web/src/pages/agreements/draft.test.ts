import { expect, test } from "vitest";
import { firstDraft, termsOf } from "./draft";

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
