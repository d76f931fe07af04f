/** One lesson in two tabs of one browser: the second asks, and the person decides where it goes on. */
import type { Memory } from "./memory";

/** The part of a BroadcastChannel that is leant on. */
export interface TabChannel {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

interface Word {
  lesson: string;
  says: "who" | "here" | "take" | "given";
  memory?: Memory | null;
}

export type Wait = (seconds: number, task: () => void) => () => void;

/** A busy tab answers late; nobody waits for it, since the page is there meanwhile. */
const ANSWER_S = 1;
/** A tab that is known to be there is given time: without its word one would have to be let in anew. */
const GIVE_S = 8;

/** Whose lesson it is, without the token itself. */
export function lessonKey(token: string): string {
  return token.slice(-24);
}

function read(data: unknown, lesson: string): Word | null {
  const word = data as Partial<Word> | null;
  return word && word.lesson === lesson && typeof word.says === "string" ? (word as Word) : null;
}

/** The tab that is in the lesson: answers others, and hands over who it was when asked to. */
export function holdLesson(
  channel: TabChannel,
  lesson: string,
  onTaken: () => Memory | null,
): { release(): void } {
  // Giving the lesson away ends it here, and whoever ends it lets go of the channel: not before the last word.
  let giving = false;
  channel.onmessage = ({ data }) => {
    const word = read(data, lesson);
    if (word?.says === "who") channel.postMessage({ lesson, says: "here" } satisfies Word);
    if (word?.says !== "take" || giving) return;
    giving = true;
    channel.postMessage({ lesson, says: "given", memory: onTaken() } satisfies Word);
    channel.close();
  };
  return {
    release: () => {
      if (!giving) channel.close();
    },
  };
}

/** Whether another tab is in this lesson now. */
export function isOpenElsewhere(channel: TabChannel, lesson: string, wait: Wait): Promise<boolean> {
  return ask(channel, { lesson, says: "who" }, "here", ANSWER_S, wait).then((word) => word !== null);
}

/** Takes the lesson over: who the other tab was, or null if it has nothing to give any more. */
export function takeOver(channel: TabChannel, lesson: string, wait: Wait): Promise<Memory | null> {
  return ask(channel, { lesson, says: "take" }, "given", GIVE_S, wait).then((word) => word?.memory ?? null);
}

function ask(
  channel: TabChannel,
  word: Word,
  answer: Word["says"],
  seconds: number,
  wait: Wait,
): Promise<Word | null> {
  return new Promise((resolve) => {
    const done = (said: Word | null) => {
      cancel();
      channel.onmessage = null;
      channel.close();
      resolve(said);
    };
    const cancel = wait(seconds, () => done(null));
    channel.onmessage = ({ data }) => {
      const said = read(data, word.lesson);
      if (said?.says === answer) done(said);
    };
    channel.postMessage(word);
  });
}
