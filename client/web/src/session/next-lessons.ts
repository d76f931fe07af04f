/**
 * The teacher's other lessons. Only the tab with the host's key may ask the server for them; other tabs of
 * this browser ask that tab, so that the key stays where it is and nothing is stored on the machine.
 */

import { listLessons, type MadeLesson } from "./api";
import { storage } from "./browser";

const CHANNEL = "klangbro.lessons";
const KEY = "klangbro.host";
const WAIT_MS = 1_500;

export interface NextLesson {
  id: string;
  pupils: string;
  instrument: string;
  /** The teacher's invite to it. */
  url: string;
}

/** Lets other tabs of this browser know of the lessons, as long as this page is open. */
export function tellLessons(hostKey: string): () => void {
  const channel = open();
  if (!channel) return () => {};
  channel.onmessage = async ({ data }) => {
    if (data !== "ask") return;
    const lessons = await listLessons(hostKey).catch(() => null);
    if (lessons) channel.postMessage(lessons);
  };
  return () => channel.close();
}

/** The open lessons of whoever is host in this browser, but for this one; empty where nobody is. */
export async function otherLessons(lesson: string | null): Promise<NextLesson[]> {
  const key = storage("sessionStorage")?.getItem(KEY);
  const all = key ? await listLessons(key).catch(() => []) : await askTabs();
  return nextLessons(all, lesson);
}

function askTabs(): Promise<MadeLesson[]> {
  const channel = open();
  if (!channel) return Promise.resolve([]);
  return new Promise((done) => {
    const answer = (lessons: MadeLesson[]) => {
      clearTimeout(timer);
      channel.close();
      done(lessons);
    };
    const timer = setTimeout(() => answer([]), WAIT_MS);
    channel.onmessage = ({ data }) => Array.isArray(data) && answer(data as MadeLesson[]);
    channel.postMessage("ask");
  });
}

function open(): BroadcastChannel | null {
  return typeof BroadcastChannel === "function" ? new BroadcastChannel(CHANNEL) : null;
}

/** In the order in which they begin; those without a time in the order in which they were made. */
export function nextLessons(all: readonly MadeLesson[], lesson: string | null): NextLesson[] {
  const at = (each: MadeLesson) => Date.parse(each.lesson.begins_at ?? each.lesson.created_at);
  const sorted = all.filter((each) => !each.lesson.echo).sort((a, b) => at(a) - at(b));
  const here = sorted.findIndex((each) => each.lesson.id === lesson);
  // Those after this one first, then round to those before: the day goes on, and nothing is out of reach.
  return [...sorted.slice(here + 1), ...sorted.slice(0, Math.max(0, here))].flatMap(
    ({ lesson: { id, instrument }, invites }) => {
      const own = invites.find((invite) => invite.role === "teacher" && !invite.revoked);
      const pupils = invites.filter((invite) => invite.role === "pupil" && !invite.revoked);
      const names = pupils.map(({ name }) => name).join(", ");
      return own && names ? [{ id, instrument, pupils: names, url: own.url }] : [];
    },
  );
}
