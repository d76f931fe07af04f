/** Agreements between municipalities, hours and settlements, as the API gives them. */
import { locale } from "../i18n";

export const FORMS = ["bought_hours", "joint_post", "exchange", "pool"] as const;
export type Form = (typeof FORMS)[number];
export type Bears = "taker" | "giver" | "half";
export type AgreementState = "draft" | "agreed" | "in_force" | "lapsed" | "ended";

export interface Party {
  municipality: string;
  gives: boolean;
  share: number;
  official: string;
}

export interface Terms {
  title: string;
  form: Form;
  parties: Party[];
  legal_ground: string;
  case_number: string;
  valid_from: string;
  valid_until: string;
  subjects: string[];
  levels: string[];
  minutes: number;
  per: "week" | "term";
  currency: string;
  price_minor: number;
  preparation_min: number;
  travel_min: number;
  notice_days: number;
  borne: { pupil: Bears; teacher: Bears; technology: Bears };
  data_processing: string;
  /** Where its days begin and end. */
  zone: string;
}

export interface Version {
  version: number;
  terms: Terms;
  proposed_by: string;
  proposed_at: string;
  approved_by: string[];
  agreed: boolean;
}

export interface LentTeacher {
  person: string;
  name: string;
  home: string;
  municipality: string;
  guest: string | null;
}

export interface Agreement {
  id: string;
  state: AgreementState;
  notices: ("lapsed" | "lapses_soon")[];
  counts: number | null;
  ended_on: string | null;
  names: Record<string, string>;
  /** Parties that are no municipality. */
  providers: string[];
  versions: Version[];
  teachers: LentTeacher[];
}

export interface Neighbour {
  id: string;
  name: string;
  kind?: "municipality" | "provider";
}

export const OUTCOMES = ["held", "pupil_absent", "teacher_absent", "technical_failure"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const CAUSES = ["network", "device", "server", "power", "unknown"] as const;
export type Cause = (typeof CAUSES)[number];

/** Something that was measured of a lesson; `cause` is what it points to. */
export interface Seen {
  sign:
    | "nobody"
    | "no_teacher"
    | "no_pupil"
    | "server_away"
    | "microphone"
    | "away"
    | "apart"
    | "sound_missing"
    | "late"
    | "place"
    | "slow"
    | "camera"
    | "relayed";
  cause: Cause | null;
  /** At which end. */
  end: "teacher" | "pupil" | null;
  seconds: number | null;
  late_ms: number | null;
  /** Why it could not be had. */
  device: string | null;
  /** The network of the lesson's place, in its worst hour, and the limits. */
  place: {
    name: string;
    late_ms: number;
    late_limit_ms: number;
    lost_pct: number;
    lost_limit_pct: number;
  } | null;
}

export interface Delivery {
  lesson: string;
  agreement: string;
  title: string;
  teacher: string;
  pupils: string[];
  begins_at: string;
  planned_min: number;
  proposed: Outcome | null;
  outcome: Outcome | null;
  minutes: number | null;
  cause: Cause | null;
  /** How long both ends were connected; null where no page told. */
  together_min: number | null;
  /** The most telling first. */
  measured: Seen[];
  disputed: boolean;
}

export type EntryKind =
  | "lesson"
  | "preparation"
  | "travel"
  | "pupil_absent"
  | "teacher_absent"
  | "technical_failure"
  | "cost";

export interface Entry {
  n: number;
  day: string;
  kind: EntryKind;
  unit: string;
  amount: number;
  giver: string;
  taker: string;
  corrects: number | null;
}

export type DisputeOutcome = "keep" | "take_back";

export interface Dispute {
  id: string;
  entry: Entry;
  raised_by: string;
  reason: string;
  sides: string[];
  words: Record<string, DisputeOutcome>;
  outcome: DisputeOutcome | null;
}

/** A month's entries of an agreement. */
export interface MonthEntries {
  entries: Entry[];
  disputes: Dispute[];
  disputable: number[];
}

export interface Settlement {
  month: string;
  settled: boolean;
  currency: string;
  worth_minor: number;
  lines: {
    version: number;
    kind: EntryKind;
    giver: string;
    taker: string;
    minutes: number;
    worth_minor: number;
  }[];
  accounts: { municipality: string; given_min: number; taken_min: number; due_minor: number }[];
  payments: { payer: string; payee: string; amount_minor: number }[];
  /** Of an exchange without a price. */
  balances: {
    municipality: string;
    given_min: number;
    taken_min: number;
    carried_min: number;
    open_min: number;
  }[];
  disputed: Dispute[];
}

/** The newest version: what there is to approve, or what holds. */
export function newest(agreement: Agreement): Version {
  return agreement.versions.at(-1) as Version;
}

/** Hundredths of a currency as this language writes money. */
export function money(minor: number, currency: string): string {
  return new Intl.NumberFormat(locale.value, { style: "currency", currency }).format(minor / 100);
}

/** What somebody typed as money, in hundredths; null for what is none. */
export function minorOf(typed: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  if (!found) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

/** A month such as 2026-11, in words. */
export function monthName(month: string): string {
  const [year, number] = month.split("-").map(Number);
  const first = new Date(Date.UTC(year ?? 2000, (number ?? 1) - 1, 1));
  return new Intl.DateTimeFormat(locale.value, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    first,
  );
}

/** This month and those before it, the newest first. */
export function recentMonths(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) => {
    const day = new Date(now.getFullYear(), now.getMonth() - back, 1);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}`;
  });
}

/** When a month begins here and when the next one does, in seconds since 1970. */
export function spanOf(month: string): { from: number; to: number } {
  const [year, number] = month.split("-").map(Number);
  const at = (shift: number) => new Date(year ?? 2000, (number ?? 1) - 1 + shift, 1).getTime() / 1000;
  return { from: at(0), to: at(1) };
}
