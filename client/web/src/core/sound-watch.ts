/** What is wrong with somebody's sound, from its levels alone: too loud too often, or nothing at all. */
export type SoundTrouble = "clipping" | "silent";

const SILENT_DBFS = -70;
const SILENT_AFTER_S = 12;
const CLIPS = 3;
const CLIPS_WITHIN_S = 10;
/** Once said it stays this long, so that the words do not come and go with every note. */
const HOLD_S = 6;

export class SoundWatch {
  #clips: number[] = [];
  #heardS: number | null = null;
  #said: { trouble: SoundTrouble; untilS: number } | null = null;

  /** One level report; `on`: the microphone is switched on, or silence is as it should be. */
  feed(peakDbfs: number, clipped: boolean, on: boolean, nowS: number): SoundTrouble | null {
    if (!on || peakDbfs > SILENT_DBFS || this.#heardS === null) this.#heardS = nowS;
    this.#clips = this.#clips.filter((clip) => nowS - clip < CLIPS_WITHIN_S);
    if (clipped && nowS - (this.#clips.at(-1) ?? Number.NEGATIVE_INFINITY) > 0.5) this.#clips.push(nowS);
    const now = this.#trouble(nowS);
    if (now) this.#said = { trouble: now, untilS: nowS + (now === "clipping" ? HOLD_S : 0) };
    if (this.#said && nowS > this.#said.untilS) this.#said = null;
    return this.#said?.trouble ?? null;
  }

  #trouble(nowS: number): SoundTrouble | null {
    if (this.#clips.length >= CLIPS) return "clipping";
    return nowS - (this.#heardS ?? nowS) >= SILENT_AFTER_S ? "silent" : null;
  }
}
