/** A backing track heard: the samples that the server made, from a place on, perhaps a part of them in a loop. */
import { type Cut, cutOf, placeS, type TrackState } from "../core/track";
import { openOutput, outputDelayS, type ToolOutput } from "./output";

const LEAD_S = 0.05;
const EDGE_S = 0.005;

export class TrackPlayer {
  readonly #out: ToolOutput;
  readonly #source: AudioBufferSourceNode;
  readonly #state: TrackState;
  readonly #cut: Cut;
  readonly #soundS: number;
  readonly #startedS: number;

  /** Starts at once; `onEnded` is called when it has come to its end by itself. */
  constructor(
    sound: AudioBuffer,
    state: TrackState,
    outputId: string | null,
    volume: number,
    onEnded: () => void,
  ) {
    this.#out = openOutput(outputId, volume);
    this.#state = state;
    this.#soundS = sound.duration;
    this.#cut = cutOf(state, sound.duration);
    const { context, input } = this.#out;
    const { startS, loop } = this.#cut;
    this.#source = context.createBufferSource();
    this.#source.buffer = loop ? softened(context, sound, loop.fromS, loop.toS) : sound;
    this.#source.loop = loop !== null;
    this.#source.onended = onEnded;
    const edge = context.createGain();
    this.#startedS = context.currentTime + LEAD_S;
    edge.gain.setValueAtTime(0, this.#startedS);
    edge.gain.linearRampToValueAtTime(1, this.#startedS + EDGE_S);
    this.#source.connect(edge).connect(input);
    this.#source.start(this.#startedS, loop ? startS - loop.fromS : startS);
  }

  setVolume(volume: number): void {
    this.#out.input.gain.setTargetAtTime(volume, this.#out.context.currentTime, 0.02);
  }

  /** Where in the recording one hears it now, s. */
  placeS(): number {
    const { context } = this.#out;
    const elapsedS = context.currentTime - outputDelayS(context) - this.#startedS;
    return placeS(this.#state, this.#cut, this.#soundS, elapsedS);
  }

  stop(): void {
    this.#source.onended = null;
    this.#source.stop();
    this.#out.close();
  }
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
