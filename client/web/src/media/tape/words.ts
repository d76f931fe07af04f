/** What the page and the thread that writes its tape say to each other. */

export type ToWriter =
  | { type: "begin"; folder: string; about: string; channels: number }
  /** The microphone itself, as this browser hands it out. */
  | { type: "microphone"; sound: ReadableStream<AudioData> }
  /** The audio thread, where it does not. */
  | { type: "worklet"; from: MessagePort }
  | { type: "note"; line: string }
  | { type: "stop" };

export type FromWriter =
  /** That frame of the tape was taken up at that time, unix ms by the page's clock. */
  | { type: "spot"; frame: number; atMs: number }
  /** The microphone has another rate than a tape: it needs the audio thread. */
  | { type: "unfit" }
  /** It cannot go on: no room, or no leave to write. */
  | { type: "trouble" }
  | { type: "closed" };

/** Under the root of what the browser keeps for our origin. */
export const SHELF = "klangbro-takes";
export const SOUND = "sound.pcm";
export const TIMES = "times.jsonl";
export const ABOUT = "about.json";
