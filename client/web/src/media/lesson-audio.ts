/** Where a moment of the page's clock lies on the audio clock. */
import { outputDelayS, untoldOutputS } from "./audio-context";

const KEPT = 21;
/** The browser's word is not believed if it is further than this from what its counters say. */
const STRANGE_S = 0.25;
/** A context that stood still (a suspended page) has another line from then on. */
const BROKEN_S = 0.05;

export class AudioLine {
  readonly #context: AudioContext;
  #offsets: number[] = [];

  constructor(context: AudioContext) {
    this.#context = context;
  }

  /** Looks at both clocks once more; to be called about ten times a second. */
  look(nowS: number): void {
    const offsetS = this.#read(nowS);
    const middle = this.offsetS;
    if (middle !== null && Math.abs(offsetS - middle) > BROKEN_S) this.#offsets = [];
    this.#offsets = [...this.#offsets, offsetS].slice(-KEPT);
  }

  /** Audio time minus the page's time of what is heard then; null before the first look. */
  get offsetS(): number | null {
    // The middle of two seconds of looks: a single one may be off by a block or two.
    return [...this.#offsets].sort((a, b) => a - b)[Math.floor(this.#offsets.length / 2)] ?? null;
  }

  #read(nowS: number): number {
    const context = this.#context;
    const reckonedS = context.currentTime - outputDelayS(context) - nowS;
    const { contextTime, performanceTime } = context.getOutputTimestamp?.() ?? {};
    if (!contextTime || !performanceTime) return reckonedS;
    const toldS = contextTime - performanceTime / 1000 - untoldOutputS();
    return Math.abs(toldS - reckonedS) < STRANGE_S ? toldS : reckonedS;
  }
}
