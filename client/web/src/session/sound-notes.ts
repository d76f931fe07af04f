/** What is wrong with whose sound, as both ends see it: from levels, a few times a second. */
import { signal } from "@preact/signals";
import type { LessonState } from "../core/lesson-state";
import { type SoundTrouble, SoundWatch } from "../core/sound-watch";

interface Level {
  participant: string;
  peak_dbfs: number;
  clipped: boolean;
}

export class SoundNotes {
  readonly mine = signal<SoundTrouble | null>(null);
  readonly far = signal<ReadonlyMap<string, SoundTrouble>>(new Map());
  readonly #mine = new SoundWatch();
  readonly #far = new Map<string, SoundWatch>();

  /** Another child comes: nothing of the last one's sound is known any more. */
  forget(): void {
    this.#far.clear();
    this.far.value = new Map();
  }

  own(peakDbfs: number, clipped: boolean, on: boolean, nowS: number): void {
    this.mine.value = this.#mine.feed(peakDbfs, clipped, on, nowS);
  }

  hear({ participant, peak_dbfs, clipped }: Level, lesson: LessonState, nowS: number): void {
    const watch = this.#far.get(participant) ?? new SoundWatch();
    this.#far.set(participant, watch);
    const on = lesson.participants.find(({ id }) => id === participant)?.microphone !== false;
    const trouble = watch.feed(peak_dbfs, clipped, on, nowS);
    if (trouble === (this.far.peek().get(participant) ?? null)) return;
    const far = new Map(this.far.peek());
    if (trouble) far.set(participant, trouble);
    else far.delete(participant);
    this.far.value = far;
  }
}
