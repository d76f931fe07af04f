/** The sound of the plan, as samples. The same every time. */
import { BREATH_HZ, CONSONANTS, isSoft, PLAYS_S, type Span, STEADY, STEP_DB, SYLLABLES } from "./plan";

const VOICE_PEAK = 0.24;
const BREATH_RMS = 0.035;
const EDGE_S = 0.02;
const PITCH_HZ = [170, 190, 155, 180];
const FORMANTS_HZ = [
  [700, 1200, 2600],
  [450, 1700, 2500],
];

/** One channel, peaks below 0.5. */
export function probeSound(rateHz: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(PLAYS_S * rateHz));
  SYLLABLES.forEach((span, index) => {
    addSyllable(samples, rateHz, span, index);
  });
  const breath = breathNoise(samples.length, rateHz);
  for (const span of [...CONSONANTS, STEADY]) addFaded(samples, breath, rateHz, span);
  return samples;
}

function addSyllable(into: Float32Array, rateHz: number, span: Span, index: number): void {
  const f0 = PITCH_HZ[index % PITCH_HZ.length] ?? 170;
  const formants = FORMANTS_HZ[index % FORMANTS_HZ.length] ?? [];
  const level = VOICE_PEAK * (isSoft(span) ? 10 ** (-STEP_DB / 20) : 1);
  const partials = harmonics(f0, formants);
  const sum = partials.reduce((total, { amplitude }) => total + amplitude, 0);
  const first = Math.round(span.fromS * rateHz);
  const length = Math.round((span.toS - span.fromS) * rateHz);
  for (let n = 0; n < length; n += 1) {
    let value = 0;
    for (const { hz, amplitude, phase } of partials)
      value += amplitude * Math.sin((2 * Math.PI * hz * n) / rateHz + phase);
    const at = first + n;
    into[at] = (into[at] ?? 0) + (2 * level * value * edge(n, length, rateHz)) / sum;
  }
}

function harmonics(f0: number, formants: readonly number[]) {
  const count = Math.floor(3400 / f0);
  return Array.from({ length: count }, (_, k) => {
    const hz = (k + 1) * f0;
    const amplitude = formants.reduce((sum, f) => sum + 1 / (1 + ((hz - f) / 250) ** 2), 0.05);
    return { hz, amplitude, phase: k * k };
  });
}

function addFaded(into: Float32Array, sound: Float32Array, rateHz: number, span: Span): void {
  const first = Math.round(span.fromS * rateHz);
  const length = Math.round((span.toS - span.fromS) * rateHz);
  for (let n = 0; n < length; n += 1) {
    const at = first + n;
    into[at] = (into[at] ?? 0) + (sound[at] ?? 0) * edge(n, length, rateHz, 0.005);
  }
}

function edge(n: number, length: number, rateHz: number, edgeS = EDGE_S): number {
  const at = Math.min(1, Math.min(n, length - n) / (edgeS * rateHz));
  return 0.5 - 0.5 * Math.cos(Math.PI * at);
}

/** White noise of a linear congruential generator, through two band-passes one after the other. */
function breathNoise(length: number, rateHz: number): Float32Array {
  const noise = new Float32Array(length);
  let state = 20_041;
  for (let n = 0; n < length; n += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[n] = state / 2 ** 31 - 1;
  }
  for (const pass of [0, 1]) bandPass(noise, rateHz, pass);
  const rms = Math.sqrt(noise.reduce((sum, x) => sum + x * x, 0) / length);
  return noise.map((x) => (x * BREATH_RMS) / rms);
}

/** A second-order band-pass of the audio equaliser cookbook (R. Bristow-Johnson), in place. */
function bandPass(samples: Float32Array, rateHz: number, pass: number): void {
  const middle = Math.sqrt(BREATH_HZ.low * BREATH_HZ.high) * (pass === 0 ? 0.93 : 1.07);
  const turn = (2 * Math.PI * middle) / rateHz;
  const alpha = Math.sin(turn) * 0.22;
  const [b0, a1, a2] = [alpha / (1 + alpha), (-2 * Math.cos(turn)) / (1 + alpha), (1 - alpha) / (1 + alpha)];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let n = 0; n < samples.length; n += 1) {
    const x = samples[n] ?? 0;
    const y = b0 * (x - x2) - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    samples[n] = y;
  }
}
