/** What is typed into a draft, and the terms that come of it. */
import { type Bears, type Form, minorOf, type Terms } from "../../session/borders";
import { SHARED } from "./words";

export type Part = "" | "gives" | "takes";

export interface Plan {
  title: string;
  form: Form;
  parts: Record<string, Part>;
  shares: Record<string, string>;
  /** The offices that decide, by municipality. */
  officials: Record<string, string>;
  price: string;
  currency: string;
  minutes: string;
  per: Terms["per"];
  from: string;
  until: string;
  notice: string;
  preparation: string;
  travel: string;
  subjects: string;
  levels: string;
  borne: { pupil: Bears; teacher: Bears; technology: Bears };
  ground: string;
  caseNumber: string;
  data: string;
  /** Where its days begin and end. */
  zone: string;
}

/** A year from this day on, with the terms that most would take. */
export function firstDraft(today: Date): Plan {
  const iso = (day: Date) =>
    `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
  return {
    title: "",
    form: "bought_hours",
    parts: {},
    shares: {},
    officials: {},
    price: "",
    currency: "EUR",
    minutes: "60",
    per: "week",
    from: iso(today),
    until: iso(new Date(today.getFullYear() + 1, today.getMonth(), today.getDate())),
    notice: "90",
    preparation: "0",
    travel: "0",
    subjects: "",
    levels: "",
    borne: { pupil: "taker", teacher: "giver", technology: "giver" },
    ground: "",
    caseNumber: "",
    data: "",
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** What one would have typed for these terms, to change something of them. */
export function planOf(terms: Terms): Plan {
  const by = <T>(value: (party: Terms["parties"][number]) => T): Record<string, T> =>
    Object.fromEntries(terms.parties.map((party) => [party.municipality, value(party)]));
  return {
    title: terms.title,
    form: terms.form,
    parts: by(({ gives }) => (gives ? "gives" : "takes")),
    shares: by(({ share }) => String(share)),
    officials: by(({ official }) => official),
    price: (terms.price_minor / 100).toFixed(2),
    currency: terms.currency,
    minutes: String(terms.minutes),
    per: terms.per,
    from: terms.valid_from,
    until: terms.valid_until,
    notice: String(terms.notice_days),
    preparation: String(terms.preparation_min),
    travel: String(terms.travel_min),
    subjects: terms.subjects.join(", "),
    levels: terms.levels.join(", "),
    borne: terms.borne,
    ground: terms.legal_ground,
    caseNumber: terms.case_number,
    data: terms.data_processing,
    zone: terms.zone,
  };
}

/** Whether two at least are in it, and one of them lends teachers; one's own lends unless it says otherwise. */
export function hasParties(plan: Plan, mine: string): boolean {
  const parts = Object.values({ [mine]: "gives", ...plan.parts }).filter((part) => part !== "");
  return parts.length >= 2 && parts.includes("gives");
}

/** Null where something is missing or no figure. */
export function termsOf(plan: Plan, mine: string): Terms | null {
  const parts = Object.entries({ ...plan.parts, [mine]: plan.parts[mine] ?? "gives" });
  const shared = SHARED.includes(plan.form);
  const parties = parts
    .filter(([, part]) => part !== "")
    .map(([municipality, part]) => ({
      municipality,
      gives: part === "gives",
      share: shared ? whole(plan.shares[municipality] ?? "") : 0,
      official: (plan.officials[municipality] ?? "").trim(),
    }));
  const figures = [plan.minutes, plan.notice, plan.preparation, plan.travel].map(whole);
  const price = minorOf(plan.price);
  const [minutes = 0, notice = 0, preparation = 0, travel = 0] = figures;
  const wrong =
    plan.title.trim() === "" ||
    price === null ||
    figures.some(Number.isNaN) ||
    !hasParties(plan, mine) ||
    parties.some(({ share }) => Number.isNaN(share)) ||
    !/^[A-Z]{3}$/.test(plan.currency.trim().toUpperCase()) ||
    plan.until < plan.from ||
    plan.from === "";
  if (wrong || price === null) return null;
  return {
    title: plan.title.trim(),
    form: plan.form,
    parties,
    legal_ground: plan.ground.trim(),
    case_number: plan.caseNumber.trim(),
    valid_from: plan.from,
    valid_until: plan.until,
    subjects: words(plan.subjects),
    levels: words(plan.levels),
    minutes,
    per: plan.per,
    currency: plan.currency.trim().toUpperCase(),
    price_minor: price,
    preparation_min: preparation,
    travel_min: travel,
    notice_days: notice,
    borne: plan.borne,
    data_processing: plan.data.trim(),
    zone: plan.zone,
  };
}

function whole(typed: string): number {
  return /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
}

function words(typed: string): string[] {
  return typed
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
