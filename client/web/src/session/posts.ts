/** Posts that municipalities share, as the API gives them. */
import { ask, askHere } from "./staff";

export interface Need {
  id: string;
  municipality: string;
  municipality_name: string;
  subject: string;
  percent: number;
  languages: string[];
  places: string[];
  from_day: string;
  post: string | null;
}

export type PostState = "composed" | "advertised" | "over" | "filled" | "withdrawn";

export interface Post {
  id: string;
  municipality: string;
  title: string;
  text: string;
  percent: number;
  state: PostState;
  apply_until: string;
  agreement: string | null;
  interests: number | null;
  parts: { need: Need; agreed: boolean }[];
}

export interface Interest {
  id: string;
  name: string;
  email: string;
  text: string;
  at: string;
  confirmed: boolean;
}

export interface Vacancy {
  id: string;
  title: string;
  text: string;
  percent: number;
  languages: string[];
  from_day: string;
  apply_until: string;
  asked_by: string;
  kept_days: number;
  parts: { municipality: string; subject: string; percent: number; places: string[] }[];
}

export interface InterestInfo {
  title: string;
  confirmable: boolean;
  confirmed: boolean;
}

export interface InterestTaken {
  mailed: boolean;
  url: string | null;
}

export async function needsAndPosts(): Promise<{ needs: Need[]; posts: Post[] }> {
  const [needs, posts] = await Promise.all([
    askHere<{ needs: Need[] }>("GET", "/needs"),
    askHere<{ posts: Post[] }>("GET", "/posts"),
  ]);
  return { needs: needs.needs, posts: posts.posts };
}

export async function vacancies(): Promise<Vacancy[]> {
  return (await ask<{ vacancies: Vacancy[] }>("GET", "/vacancies")).vacancies;
}

/** Words between commas. */
export function words(typed: string): string[] {
  return typed
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** A part of a post as it is typed; null for what is none. */
export function percentOf(typed: string): number | null {
  const found = /^(\d{1,3})\s*%?$/.exec(typed.trim());
  const percent = Number(found?.[1]);
  return found && percent >= 1 && percent <= 100 ? percent : null;
}

/** Whether these needs make a post: one's own, somebody else's, and no more than one person can work. */
export function composes(needs: readonly Need[], mine: string): boolean {
  const own = needs.filter(({ municipality }) => municipality === mine).length;
  return own > 0 && own < needs.length && percentSum(needs) <= 100;
}

export function percentSum(needs: readonly { percent: number }[]): number {
  return needs.reduce((sum, { percent }) => sum + percent, 0);
}
