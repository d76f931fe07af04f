/** The metronome heard: clicks of lesson time laid out ahead on the audio clock, so that a busy page does not shake them. */
import type { BeatScore } from "../core/beat-line";
import type { Click } from "../core/metronome";
import { outputDelayS } from "./audio-context";
import { CLICK_S, clickAt } from "./click";
import { AudioLine } from "./lesson-audio";
import { openOutput, type ToolOutput } from "./output";

const LOOK_MS = 100;
/** Longer than a slow machine keeps a page waiting while it loads; a hidden page's timers run once a second. */
const AHEAD_S = 3;
/** What begins sooner than this can no longer be taken back. */
const SURE_S = 0.02;
/** Clicks are laid anew when lesson time and the audio clock have parted by more. */
const PARTED_S = 1e-3;
/** The pupil's path is followed when it has changed by more: each change is heard. */
const LATER_S = 4e-3;
const SHOWN_MOST = 64;
export interface MetronomeTime {
  nowS: () => number;
  toLesson: (localS: number) => number;
  toLocal: (lessonS: number) => number;
  /** How much later than lesson time this end wants to hear it. */
  laterS: () => number;
}

interface Laid {
  atS: number;
  oscillator: OscillatorNode;
}

export class MetronomePlayer {
  readonly #out: ToolOutput;
  readonly #score: BeatScore;
  readonly #time: MetronomeTime;
  readonly #line: AudioLine;
  readonly #timer: ReturnType<typeof setInterval>;
  /** What will be seen, in audio time. */
  #shown: { atS: number; click: Click }[] = [];
  #laid: Laid[] = [];
  #last: Click | null = null;
  #laidToS = Number.NEGATIVE_INFINITY;
  #laidBy = 0;
  #laterS = 0;

  constructor(score: BeatScore, time: MetronomeTime, outputId: string | null, volume: number) {
    this.#out = openOutput(outputId, volume);
    this.#score = score;
    this.#time = time;
    this.#line = new AudioLine(this.#out.context);
    this.#laterS = time.laterS();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  /** The score has changed: what is laid out for later is taken back and laid where it belongs. */
  change(): void {
    this.#takeBack();
    this.#look();
  }

  setVolume(volume: number): void {
    this.#out.input.gain.setTargetAtTime(volume, this.#out.context.currentTime, 0.02);
  }

  /** The beat that is heard now, for who draws it; null before the first. */
  heard(): Click | null {
    const nowS = this.#out.context.currentTime - outputDelayS(this.#out.context);
    while ((this.#shown[0]?.atS ?? Number.POSITIVE_INFINITY) <= nowS)
      this.#last = this.#shown.shift()?.click ?? this.#last;
    return this.#last;
  }

  stop(): void {
    clearInterval(this.#timer);
    // What is laid out already goes nowhere.
    this.#out.close();
  }

  /** Audio time of a lesson time. */
  #audioS(lessonS: number): number {
    return this.#time.toLocal(lessonS) + this.#laterS + (this.#line.offsetS ?? 0);
  }

  #look(): void {
    const localS = this.#time.nowS();
    const { currentTime } = this.#out.context;
    this.#line.look(localS);
    const laterS = this.#time.laterS();
    if (Math.abs(laterS - this.#laterS) > LATER_S) this.#laterS = laterS;
    const lessonS = this.#time.toLesson(localS);
    // One moment ahead tells whether lesson time, the audio clock or the path has moved under what is laid.
    const by = this.#audioS(lessonS) - lessonS;
    if (Math.abs(by - this.#laidBy) > PARTED_S) {
      this.#takeBack();
      this.#laidBy = by;
    }
    this.#laid = this.#laid.filter(({ atS }) => atS + CLICK_S > currentTime);
    this.#score.forget(lessonS - this.#laterS - 1);
    const sureS = currentTime + SURE_S;
    const fromS = Math.max(this.#laidToS, sureS - by);
    const untilS = sureS - by + AHEAD_S;
    for (const click of this.#score.clicks(fromS, untilS)) this.#lay(click);
    this.#laidToS = untilS;
    this.#shown = this.#shown.slice(-SHOWN_MOST);
  }

  #takeBack(): void {
    const sureS = this.#out.context.currentTime + SURE_S;
    for (const { atS, oscillator } of this.#laid) if (atS > sureS) oscillator.disconnect();
    this.#laid = this.#laid.filter(({ atS }) => atS <= sureS);
    this.#shown = this.#shown.filter(({ atS }) => atS <= sureS);
    this.#laidToS = Number.NEGATIVE_INFINITY;
  }

  #lay(click: Click): void {
    const atS = this.#audioS(click.atS);
    // A click that was laid before its line moved by a hair must not come twice.
    if (this.#laid.some((other) => Math.abs(other.atS - atS) < SURE_S)) return;
    if (click.kind !== "between") this.#shown.push({ atS, click });
    if (click.kind !== "silent") this.#laid.push({ atS, oscillator: clickAt(this.#out, click.kind, atS) });
  }
}
