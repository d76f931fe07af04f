/** What stays of a lesson: the reading link's token, and marks sorted to the pages they were drawn on. */
import type { Mark, NoteView, Score } from "../protocol";

export interface ReadingView {
  teacher: string;
  instrument: string;
  name: string;
  /** ISO dates, UTC. */
  made_at: string;
  expires_at: string;
  notes: NoteView[];
  scores: Score[];
  marks: Mark[];
}

const TOKEN = /^[0-9a-f]{16}\.[A-Za-z0-9_-]{43}$/;

/** `https://HOST/read#r=TOKEN`: in the fragment, which no server sees. */
export function parseReading(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, "")).get("r");
  return token && TOKEN.test(token) ? token : null;
}

/** The pages of a score that somebody drew on, by rising number. */
export function markedPages(marks: readonly Mark[], score: string): number[] {
  const pages = marks.filter((mark) => mark.score === score).map(({ page }) => page);
  return [...new Set(pages)].sort((a, b) => a - b);
}

/** A long score is practised by its marked pages; all of a telephone's memory is not for it. */
export const MAX_PAGES = 40;

/** Which pages are shown: the marked ones, or as many as are sensible. */
export function shownPages(marked: readonly number[], pages: number, all: boolean): number[] {
  const every = Array.from({ length: Math.min(pages, MAX_PAGES) }, (_, index) => index + 1);
  const wanted = all || marked.length === 0 ? every : marked;
  return wanted.filter((page) => page <= pages);
}
