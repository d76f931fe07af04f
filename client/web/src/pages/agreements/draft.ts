/** What is typed into a draft, and the terms that come of it. */
import { type Bears, type Form, minorOf, type Terms } from "../../session/borders";
import { SHARED } from "./words";

export type Part = "" | "gives" | "takes";

export interface Plan {
  title: string;
  form: Form;
  parts: Record<string, Part>;
  shares: Record<string, string>;
  price: string;
  currency: string;
  minutes: string;
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
    price: "",
    currency: "EUR",
    minutes: "60",
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
      official: "",
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
    per: "week",
    currency: plan.currency.trim().toUpperCase(),
    price_minor: price,
    preparation_min: preparation,
    travel_min: travel,
    notice_days: notice,
    borne: plan.borne,
    data_processing: plan.data.trim(),
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
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
