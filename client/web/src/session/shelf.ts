/**
 * Tapes that lie in this browser until the server has them (OPFS: no other page, no other program reads them).
 * None stays for long on a machine that others use: what was sent is deleted at once, what was not is after
 * KEPT_MS, whichever of our pages is opened then.
 */
import { BYTES } from "../core/tape/pcm";
import { type Point, readPoints } from "../core/tape/stretches";
import { ABOUT, SHELF, SOUND, TIMES } from "../media/tape/words";

/** A week-end, and the Monday after. */
export const KEPT_MS = 4 * 24 * 3_600_000;
/** A folder so young may be another tab's, whose tape is about to begin. */
const YOUNG_MS = 60_000;
/** An empty file: the person asked that all of it be sent. */
const ALL = "all";

export interface Held {
  name: string;
  lesson: string;
  take: string;
  /** The invite by which it is sent. */
  token: string;
  channels: number;
  frames: number;
  points: readonly Point[];
  /** All of it is wanted, not only what was marked. */
  all: boolean;
  sound: File;
}

type About = Pick<Held, "lesson" | "take" | "token" | "channels"> & { beganMs: number };

export interface Shelf {
  all(): Promise<Held[]>;
  drop(name: string): Promise<void>;
  wantAll(name: string): Promise<void>;
}

/** Null where nothing was ever kept. */
export async function openShelf(nowMs: () => number = Date.now): Promise<Shelf | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return new BrowserShelf(await root.getDirectoryHandle(SHELF), nowMs);
  } catch {
    return null;
  }
}

class BrowserShelf implements Shelf {
  readonly #root: FileSystemDirectoryHandle;
  readonly #nowMs: () => number;

  constructor(root: FileSystemDirectoryHandle, nowMs: () => number) {
    this.#root = root;
    this.#nowMs = nowMs;
  }

  /** Oldest first; what cannot be read or is too old is deleted. */
  async all(): Promise<Held[]> {
    const found: { beganMs: number; held: Held }[] = [];
    const entries = (this.#root as unknown as { keys(): AsyncIterable<string> }).keys();
    const names: string[] = [];
    for await (const name of entries) names.push(name);
    for (const name of names) {
      const known = await this.#read(name).catch(() => null);
      if (known && this.#nowMs() - known.beganMs < KEPT_MS) found.push(known);
      else if (known || !this.#isYoung(name)) await this.drop(name);
    }
    return found.sort((a, b) => a.beganMs - b.beganMs).map(({ held }) => held);
  }

  async drop(name: string): Promise<void> {
    // A tape that is being written, in another tab, is held fast by the browser: it stays.
    await this.#root.removeEntry(name, { recursive: true }).catch(() => {});
  }

  async wantAll(name: string): Promise<void> {
    await (await this.#root.getDirectoryHandle(name)).getFileHandle(ALL, { create: true });
  }

  #isYoung(name: string): boolean {
    return Math.abs(this.#nowMs() - Number(name.split(".").at(-1))) < YOUNG_MS;
  }

  async #read(name: string): Promise<{ beganMs: number; held: Held }> {
    const here = await this.#root.getDirectoryHandle(name);
    const file = async (part: string) => (await here.getFileHandle(part)).getFile();
    const about = JSON.parse(await (await file(ABOUT)).text()) as About;
    const sound = await file(SOUND);
    const all = await here.getFileHandle(ALL).then(
      () => true,
      () => false,
    );
    const { lesson, take, token, channels, beganMs } = about;
    if (![lesson, take, token].every((each) => typeof each === "string")) throw new Error("not ours");
    const held: Held = {
      name,
      lesson,
      take,
      token,
      channels,
      frames: Math.floor(sound.size / (BYTES * channels)),
      points: readPoints(await (await file(TIMES)).text()),
      all,
      sound,
    };
    return { beganMs, held };
  }
}
