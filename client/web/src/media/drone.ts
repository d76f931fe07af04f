/** A tone to tune to, or with its fifth a drone to play over: soft overtones, no edge, as long as wanted. */
import { hzOf } from "../core/notes";
import { PURE_FIFTH, type Tone } from "../core/tone";
import { openOutput, type ToolOutput } from "./output";

const FADE_S = 0.06;
const OVERTONES = [0, 1, 0.45, 0.3, 0.16, 0.1, 0.06, 0.04];
export class Drone {
  readonly #out: ToolOutput;
  readonly #root: OscillatorNode;
  readonly #fifth: OscillatorNode;
  readonly #fifthLevel: GainNode;
  readonly #fade: GainNode;

  constructor(tone: Tone, outputId: string | null, volume: number) {
    this.#out = openOutput(outputId, volume);
    const { context, input } = this.#out;
    this.#fade = context.createGain();
    this.#fade.gain.value = 0;
    this.#fade.gain.setTargetAtTime(0.3, context.currentTime, FADE_S);
    this.#fade.connect(input);
    this.#fifthLevel = context.createGain();
    this.#fifthLevel.gain.value = tone.fifth ? 0.7 : 0;
    this.#fifthLevel.connect(this.#fade);
    const wave = context.createPeriodicWave(new Float32Array(OVERTONES.length), Float32Array.from(OVERTONES));
    this.#root = this.#start(wave, hzOf(tone.midi, tone.a_hz), this.#fade);
    this.#fifth = this.#start(wave, hzOf(tone.midi, tone.a_hz) * PURE_FIFTH, this.#fifthLevel);
  }

  change(tone: Tone): void {
    const nowS = this.#out.context.currentTime;
    const hz = hzOf(tone.midi, tone.a_hz);
    this.#root.frequency.setTargetAtTime(hz, nowS, 0.01);
    this.#fifth.frequency.setTargetAtTime(hz * PURE_FIFTH, nowS, 0.01);
    this.#fifthLevel.gain.setTargetAtTime(tone.fifth ? 0.7 : 0, nowS, FADE_S);
  }

  setVolume(volume: number): void {
    this.#out.input.gain.setTargetAtTime(volume, this.#out.context.currentTime, 0.02);
  }

  stop(): void {
    const endS = this.#out.context.currentTime + 6 * FADE_S;
    this.#fade.gain.setTargetAtTime(0, this.#out.context.currentTime, FADE_S);
    this.#root.onended = () => this.#out.close();
    for (const oscillator of [this.#root, this.#fifth]) oscillator.stop(endS);
  }

  #start(wave: PeriodicWave, hz: number, to: AudioNode): OscillatorNode {
    const oscillator = this.#out.context.createOscillator();
    oscillator.setPeriodicWave(wave);
    oscillator.frequency.value = hz;
    oscillator.connect(to);
    oscillator.start();
    return oscillator;
  }
}
