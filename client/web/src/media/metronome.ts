/** The metronome heard: clicks laid out ahead on the audio clock, so that a busy page does not shake them. */
import { type Beats, type Click, type ClickKind, MetronomeSchedule } from "../core/metronome";
import { openOutput, outputDelayS, type ToolOutput } from "./output";

const LOOK_MS = 100;
/** Longer than a slow machine keeps a page waiting while it loads; a hidden page's timers run once a second. */
const AHEAD_S = 3;
/** What begins sooner than this can no longer be taken back. */
const SURE_S = 0.02;
const SHOWN_MOST = 64;
const LEAD_S = 0.08;
const CLICK_S = 0.045;

const CLICKS: Record<Exclude<ClickKind, "silent">, { hz: number; level: number }> = {
  strong: { hz: 1760, level: 0.8 },
  plain: { hz: 1174.7, level: 0.5 },
  between: { hz: 880, level: 0.22 },
};

export class MetronomePlayer {
  readonly #out: ToolOutput;
  readonly #schedule: MetronomeSchedule;
  readonly #timer: ReturnType<typeof setInterval>;
  #shown: Click[] = [];
  #laid: { atS: number; oscillator: OscillatorNode }[] = [];
  #last: Click | null = null;

  /** Starts at once. */
  constructor(beats: Beats, outputId: string | null, volume: number) {
    this.#out = openOutput(outputId, volume);
    this.#schedule = new MetronomeSchedule(beats, this.#out.context.currentTime + LEAD_S);
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  /** From the next click on; what is laid out for later is taken back. */
  change(beats: Beats): void {
    const sureS = this.#out.context.currentTime + SURE_S;
    this.#schedule.change(beats, sureS);
    for (const { atS, oscillator } of this.#laid) if (atS > sureS) oscillator.disconnect();
    this.#laid = this.#laid.filter(({ atS }) => atS <= sureS);
    this.#shown = this.#shown.filter(({ atS }) => atS <= sureS);
    this.#look();
  }

  setVolume(volume: number): void {
    this.#out.input.gain.setTargetAtTime(volume, this.#out.context.currentTime, 0.02);
  }

  /** The beat that is heard now, for who draws it; null before the first. */
  heard(): Click | null {
    const nowS = this.#out.context.currentTime - outputDelayS(this.#out.context);
    while ((this.#shown[0]?.atS ?? Number.POSITIVE_INFINITY) <= nowS)
      this.#last = this.#shown.shift() ?? this.#last;
    return this.#last;
  }

  stop(): void {
    clearInterval(this.#timer);
    // What is laid out already goes nowhere.
    this.#out.close();
  }

  #look(): void {
    const { context } = this.#out;
    const nowS = context.currentTime;
    this.#laid = this.#laid.filter(({ atS }) => atS + CLICK_S > nowS);
    for (const click of this.#schedule.take(nowS, nowS + AHEAD_S)) {
      if (click.kind !== "between") this.#shown.push(click);
      if (click.kind !== "silent") this.#play(click.kind, click.atS);
    }
    this.#shown = this.#shown.slice(-SHOWN_MOST);
  }

  #play(kind: Exclude<ClickKind, "silent">, atS: number): void {
    const { context, input } = this.#out;
    const { hz, level } = CLICKS[kind];
    const oscillator = context.createOscillator();
    const envelope = context.createGain();
    oscillator.frequency.value = hz;
    envelope.gain.setValueAtTime(0, atS);
    envelope.gain.linearRampToValueAtTime(level, atS + 0.001);
    envelope.gain.exponentialRampToValueAtTime(0.0005, atS + CLICK_S);
    oscillator.connect(envelope).connect(input);
    oscillator.onended = () => envelope.disconnect();
    oscillator.start(atS);
    oscillator.stop(atS + CLICK_S);
    this.#laid.push({ atS, oscillator });
  }
}
