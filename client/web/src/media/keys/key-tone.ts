/** A plain tone for each key that is down, where no instrument is plugged in to play them. */
import { hzOf } from "../../core/notes";
import { AudioLine } from "../lesson-audio";
import { openOutput, type ToolOutput } from "../output";

const OVERTONES = [0, 1, 0.5, 0.25, 0.14, 0.08, 0.05];
const [ATTACK_S, DECAY_S, RELEASE_S] = [0.004, 1.1, 0.08];
const A_HZ = 440;
/** More at once than two hands and a pedal need; the oldest makes room. */
const MOST = 48;

interface Voice {
  oscillator: OscillatorNode;
  level: GainNode;
}

export class KeyTone {
  readonly #out: ToolOutput;
  readonly #line: AudioLine;
  readonly #wave: PeriodicWave;
  readonly #voices = new Map<number, Voice>();
  /** Keys that are up and go on sounding by the pedal. */
  readonly #held = new Set<number>();
  #pedal = false;

  constructor(outputId: string | null, volume: number) {
    this.#out = openOutput(outputId, volume);
    this.#line = new AudioLine(this.#out.context);
    const sines = Float32Array.from(OVERTONES);
    this.#wave = this.#out.context.createPeriodicWave(new Float32Array(sines.length), sines);
  }

  /** Looks at both clocks once more; to be called about ten times a second. */
  look(nowS: number): void {
    this.#line.look(nowS);
  }

  /** Plays at our time `atS`. */
  play([status = 0, first = 0, second = 0]: readonly number[], atS: number): void {
    const audioS = Math.max(this.#out.context.currentTime, atS + (this.#line.offsetS ?? 0));
    const kind = status & 0xf0;
    if (kind === 0x90) this.#press(first, second / 127, audioS);
    else if (kind === 0x80) this.#lift(first, audioS);
    else if (kind === 0xb0 && first === 64) this.#step(second >= 64, audioS);
  }

  setVolume(volume: number): void {
    this.#out.input.gain.setTargetAtTime(volume, this.#out.context.currentTime, 0.02);
  }

  get sounding(): number {
    return this.#voices.size;
  }

  stop(): void {
    for (const key of [...this.#voices.keys()]) this.#damp(key, this.#out.context.currentTime);
    setTimeout(() => this.#out.close(), 1000 * 6 * RELEASE_S);
  }

  #press(key: number, speed: number, atS: number): void {
    this.#damp(key, atS);
    const oldest = this.#voices.keys().next().value;
    if (this.#voices.size >= MOST && oldest !== undefined) this.#damp(oldest, atS);
    const { context, input } = this.#out;
    const oscillator = context.createOscillator();
    const level = context.createGain();
    oscillator.setPeriodicWave(this.#wave);
    oscillator.frequency.value = hzOf(key, A_HZ);
    level.gain.setValueAtTime(0, atS);
    level.gain.linearRampToValueAtTime(0.25 * speed * speed + 0.02, atS + ATTACK_S);
    level.gain.setTargetAtTime(0, atS + ATTACK_S, DECAY_S);
    oscillator.connect(level).connect(input);
    oscillator.onended = () => level.disconnect();
    oscillator.start(atS);
    this.#held.delete(key);
    this.#voices.set(key, { oscillator, level });
  }

  #lift(key: number, atS: number): void {
    if (this.#pedal) this.#held.add(key);
    else this.#damp(key, atS);
  }

  #step(down: boolean, atS: number): void {
    this.#pedal = down;
    if (down) return;
    for (const key of this.#held) this.#damp(key, atS);
    this.#held.clear();
  }

  #damp(key: number, atS: number): void {
    const voice = this.#voices.get(key);
    if (!voice) return;
    this.#voices.delete(key);
    voice.level.gain.cancelScheduledValues(atS);
    voice.level.gain.setTargetAtTime(0, atS, RELEASE_S / 3);
    voice.oscillator.stop(atS + RELEASE_S * 2);
  }
}
