import { expect, test } from "vitest";
import { employersOf, type Offer, offersFor, typedEmployers, wholeOf } from "./cards";

test("employers are typed with their share, with or without its sign, and read back the same", () => {
  const both = [
    { name: "Luleå kommun", percent: 60 },
    { name: "Boden", percent: 20 },
  ];
  expect(employersOf(" Luleå kommun 60 %, Boden 20,")).toEqual(both);
  expect(employersOf(typedEmployers(both))).toEqual(both);
  expect(employersOf("")).toEqual([]);
  for (const wrong of ["Luleå", "Luleå 0", "Luleå 101 %", "40", "Luleå 60 Boden"])
    expect(employersOf(wrong)).toBeNull();
});

test("a number is whole and within its bounds, or none", () => {
  expect(["0", " 2400 ", "2401", "-1", "1.5", "", "an hour"].map((typed) => wholeOf(typed, 0, 2400))).toEqual(
    [0, 2400, null, null, null, null, null],
  );
});

test("what is offered in a subject somebody lacks is others', however it is spelt", () => {
  const offer = (municipality: string, subject: string): Offer => ({
    municipality,
    municipality_name: municipality,
    subject,
    minutes: 60,
    teachers: 1,
    travelling: 0,
    names: [],
  });
  const offers = [offer("lulea", "oboe"), offer("pajala", "oboe"), offer("lulea", "violin")];
  expect(offersFor(offers, " Oboe", "pajala")).toEqual([offers[0]]);
});
