/** Cards of the staff: what they teach, for whom they work, what they offer, as the API gives them. */
import { askHere } from "./staff";

export interface Employer {
  name: string;
  percent: number;
}

export interface OwnCard {
  subjects: string[];
  languages: string[];
  travels: boolean;
  travel_km: number | null;
}

export interface StaffCard extends OwnCard {
  employers: Employer[];
  offered_min: number;
  /** The municipality whose teacher a guest is. */
  home: string | null;
}

export interface Offer {
  municipality: string;
  municipality_name: string;
  subject: string;
  minutes: number;
  teachers: number;
  travelling: number;
  names: string[];
}

export const EMPTY: StaffCard = {
  subjects: [],
  languages: [],
  travels: false,
  travel_km: null,
  employers: [],
  offered_min: 0,
  home: null,
};

export async function offersHere(): Promise<Offer[]> {
  return (await askHere<{ offers: Offer[] }>("GET", "/offers")).offers;
}

/** Employers with their share, "Luleå 60 %, Boden 20"; null where a share is missing or none. */
export function employersOf(typed: string): Employer[] | null {
  const found: Employer[] = [];
  for (const part of typed.split(",").map((one) => one.trim())) {
    if (part === "") continue;
    const [, name = "", share] = /^(.+?)\s+(\d{1,3})\s*%?$/.exec(part) ?? [];
    const percent = Number(share);
    if (name === "" || name.length > 60 || !(percent >= 1 && percent <= 100)) return null;
    found.push({ name, percent });
  }
  return found;
}

/** The same, to change it. */
export function typedEmployers(employers: readonly Employer[]): string {
  return employers.map(({ name, percent }) => `${name} ${percent} %`).join(", ");
}

/** A whole number as it is typed; null for what is none in these bounds. */
export function wholeOf(typed: string, least: number, most: number): number | null {
  const found = Number(typed.trim());
  return /^\d{1,5}$/.test(typed.trim()) && found >= least && found <= most ? found : null;
}

/** What others offer in a subject that somebody lacks. */
export function offersFor(offers: readonly Offer[], subject: string, lacking: string): Offer[] {
  const wanted = subject.trim().toLowerCase();
  return offers.filter((one) => one.subject.toLowerCase() === wanted && one.municipality !== lacking);
}
