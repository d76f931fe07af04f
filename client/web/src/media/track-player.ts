/**
 * A backing track heard: the samples that the server made, so that its begin sounds at a moment that is told again
 * and again. Where that moves a little, the track runs a little faster or slower, too little to be heard.
 */
import type { HeardTrack } from "../core/beat";
import { type Cut, cutOf, placeS, type TrackState } from "../core/track";
import { measuredTripMs, outputDelayS } from "./audio-context";
import { clickAt } from "./click";
import { AudioLine } from "./lesson-audio";
import { openOutput, type ToolOutput } from "./output";

const LEAD_S = 0.05;
const EDGE_S = 0.005;
const LOOK_MS = 100;
/** Of what is told, the middle of so many looks counts: a single one may be off. */
const KEPT = 25;
/** What begins sooner can no longer be laid anew. */
const SURE_S = 0.06;
/** Before it begins it is laid anew for more than this; while it sounds it is left alone for less. */
const CLOSE_S = 1e-3;
/** More than this is another place: it goes over to it at once. */
const ELSEWHERE_S = 0.05;
/** So much faster or slower at most: five cents. */
const MOST_RATE = 0.003;
const CATCH_UP_S = 2;
const RATE_HZ = 48_000;

export interface TrackTiming {
  nowS: () => number;
  /** When the track's begin is to be heard here, on the page's clock. */
  startsS: () => number;
}

export class TrackPlayer {
  readonly #out: ToolOutput;
  readonly #sound: AudioBuffer;
  readonly #state: TrackState;
  readonly #cut: Cut;
  readonly #timing: TrackTiming;
  readonly #line: AudioLine;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onEnded: () => void;
  #source: AudioBufferSourceNode | null = null;
  #edge: GainNode | null = null;
  #clicks: OscillatorNode[] = [];
  #starts: number[] = [];
  /** At audio time `#atS` it is `#goneS` of the sound past its begin, going on at `#rate`. */
  #atS = 0;
  #goneS = 0;
  #rate = 1;

  /** `onEnded` is called when it has come to its end by itself. */
  constructor(
    sound: AudioBuffer,
    state: TrackState,
    outputId: string | null,
    volume: number,
    timing: TrackTiming,
    onEnded: () => void,
  ) {
    this.#out = openOutput(outputId, volume);
    this.#state = state;
    this.#timing = timing;
    this.#onEnded = onEnded;
    this.#line = new AudioLine(this.#out.context);
    this.#cut = cutOf(state, sound.duration);
    const { loop } = this.#cut;
    this.#sound = loop ? softened(this.#out.context, sound, loop.fromS, loop.toS) : sound;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#read();
    this.#seat();
  }

  setVolume(volume: number): void {
    this.#out.input.gain.setTargetAtTime(volume, this.#out.context.currentTime, 0.02);
  }

  /** Where in the recording one hears it now, s. */
  placeS(): number {
    const { context } = this.#out;
    const goneS = this.#gone(context.currentTime - outputDelayS(context));
    const soundS = this.#cut.loop ? Number.POSITIVE_INFINITY : this.#sound.duration;
    return placeS(this.#state, this.#cut, soundS, goneS);
  }

  /** What is heard now, for who hears us play to it. A page does not know the number of what it captures. */
  heard(): HeardTrack {
    const at = this.#timing.nowS();
    const place = this.#gone(at + (this.#line.offsetS ?? 0)) * RATE_HZ;
    const trip = measuredTripMs();
    const round_trip_ms = Math.round(100 * (trip ?? 1000 * outputDelayS(this.#out.context))) / 100;
    const measured = trip !== null;
    return { n: this.#state.n, ts: null, at, place: Math.round(place), round_trip_ms, measured };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#leave(0);
    for (const click of this.#clicks.splice(0)) click.disconnect();
    this.#out.close();
  }

  /** Sound since its begin that is heard at an audio time; below 0 it has not begun. */
  #gone(audioS: number): number {
    return this.#goneS + this.#rate * (audioS - this.#atS);
  }

  /** Audio time of its begin. */
  #beginS(): number {
    return (middle(this.#starts) ?? 0) + (this.#line.offsetS ?? 0);
  }

  #read(): void {
    this.#line.look(this.#timing.nowS());
    const startsS = this.#timing.startsS();
    const before = middle(this.#starts);
    if (before !== null && Math.abs(startsS - before) > ELSEWHERE_S) this.#starts = [];
    this.#starts = [...this.#starts, startsS].slice(-KEPT);
  }

  #look(): void {
    this.#read();
    const { context } = this.#out;
    const soonS = context.currentTime + LEAD_S;
    const behindS = soonS - this.#beginS() - this.#gone(soonS);
    const waits = context.currentTime < this.#atS - SURE_S;
    if (Math.abs(behindS) > (waits ? CLOSE_S : ELSEWHERE_S)) this.#seat();
    else if (!waits && this.#source) {
      const wish = Math.abs(behindS) < CLOSE_S ? 0 : behindS / CATCH_UP_S;
      this.#run(1 + Math.max(-MOST_RATE, Math.min(MOST_RATE, wish)), soonS);
    }
  }

  #run(rate: number, fromS: number): void {
    if (rate === this.#rate || fromS <= this.#atS) return;
    this.#goneS = this.#gone(fromS);
    this.#atS = fromS;
    this.#rate = rate;
    this.#source?.playbackRate.setValueAtTime(rate, fromS);
  }

  /** Lays the track where it belongs, from as soon as can be. */
  #seat(): void {
    const { context, input } = this.#out;
    const beginS = this.#beginS();
    const fromS = Math.max(context.currentTime + LEAD_S, beginS);
    this.#leave(fromS);
    this.#countIn(beginS);
    this.#atS = fromS;
    this.#goneS = fromS - beginS;
    this.#rate = 1;
    const { startS, loop } = this.#cut;
    const lengthS = this.#sound.duration;
    const offsetS = startS - (loop?.fromS ?? 0) + this.#goneS;
    if (!loop && offsetS >= lengthS) {
      queueMicrotask(this.#onEnded);
      return;
    }
    const source = context.createBufferSource();
    source.buffer = this.#sound;
    source.loop = loop !== null;
    source.onended = this.#onEnded;
    const edge = context.createGain();
    edge.gain.setValueAtTime(0, fromS);
    edge.gain.linearRampToValueAtTime(1, fromS + EDGE_S);
    source.connect(edge).connect(input);
    source.start(fromS, loop ? offsetS % lengthS : offsetS);
    this.#source = source;
    this.#edge = edge;
  }

  /** What sounds now is over by then. */
  #leave(atS: number): void {
    const [source, edge] = [this.#source, this.#edge];
    this.#source = this.#edge = null;
    if (!source || !edge) return;
    source.onended = null;
    edge.gain.setValueAtTime(1, atS);
    edge.gain.linearRampToValueAtTime(0, atS + EDGE_S);
    source.stop(atS === 0 ? 0 : atS + EDGE_S);
  }

  #countIn(beginS: number): void {
    for (const click of this.#clicks.splice(0)) click.disconnect();
    const { count_in, count_bpm } = this.#state;
    const soonS = this.#out.context.currentTime + LEAD_S;
    for (let left = count_in; left > 0; left -= 1) {
      const atS = beginS - (left * 60) / count_bpm;
      if (atS >= soonS) this.#clicks.push(clickAt(this.#out, "count", atS));
    }
  }
}

function middle(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** A part by itself, its edges faded over 5 ms: where a loop comes together nothing clicks. */
function softened(context: AudioContext, sound: AudioBuffer, fromS: number, toS: number): AudioBuffer {
  const rateHz = sound.sampleRate;
  const first = Math.round(fromS * rateHz);
  const length = Math.max(1, Math.round(toS * rateHz) - first);
  const part = context.createBuffer(sound.numberOfChannels, length, rateHz);
  const edge = Math.min(Math.round(EDGE_S * rateHz), Math.floor(length / 2));
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    const samples = sound.getChannelData(channel).slice(first, first + length);
    for (let at = 0; at < edge; at += 1) {
      samples[at] = (samples[at] ?? 0) * (at / edge);
      const mirrored = samples.length - 1 - at;
      samples[mirrored] = (samples[mirrored] ?? 0) * (at / edge);
    }
    part.copyToChannel(samples, channel);
  }
  return part;
}

export async function decodeTrack(file: ArrayBuffer, outputId: string | null): Promise<AudioBuffer> {
  const { context, close } = openOutput(outputId, 0);
  try {
    return await context.decodeAudioData(file);
  } finally {
    close();
  }
}
