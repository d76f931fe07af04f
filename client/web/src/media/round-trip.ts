/** Plays the chirps and takes down what the microphone makes of them, sample by sample on one clock. */
import { type Found, roundTrip } from "../core/round-trip/law";
import { chirpSound, MOST_LAG_S, PLAYS_S } from "../core/round-trip/plan";
import { browserOutputMs } from "./audio-context";
import { openTrack } from "./capture";
import { openOutput } from "./output";
import tapeUrl from "./tape.worklet.ts?worker&url";

export interface TripWish {
  microphoneId: string | null;
  outputId: string | null;
  stopped: AbortSignal;
  onShare: (share: number) => void;
}

/** What was found, and what the browser said of itself meanwhile. */
export interface Trip {
  found: Found;
  outputMs: number;
  inputMs: number;
  rateHz: number;
  /** Of the microphone that was open: its name, and by what the browser knows it. */
  label: string;
  microphoneId: string | null;
}

/** A microphone that was just opened may begin late, or with what it heard before. */
const SETTLES_S = 1;
const TICK_MS = 200;

interface Piece {
  first: number;
  channels: Float32Array[];
}

/** Null: stopped. Raises CaptureError where there is no microphone. */
export async function measureRoundTrip(wish: TripWish): Promise<Trip | null> {
  const track = await openTrack("audio", wish.microphoneId);
  const out = openOutput(wish.outputId, 1);
  const context: AudioContext & { setSinkId?: (id: string) => Promise<void> } = out.context;
  const microphone = context.createMediaStreamSource(new MediaStream([track]));
  let tape: AudioWorkletNode | null = null;
  try {
    await context.setSinkId?.(wish.outputId ?? "").catch(() => {});
    await context.audioWorklet.addModule(tapeUrl);
    tape = new AudioWorkletNode(context, "klangbro-tape", { numberOfInputs: 1, outputChannelCount: [1] });
    const pieces: Piece[] = [];
    tape.port.onmessage = ({ data }: MessageEvent<Piece>) => pieces.push(data);
    // What leads nowhere is not asked for sound; the tape's own is silence.
    microphone.connect(tape).connect(context.destination);
    const begin = await play(out.context, out.input, wish);
    if (begin === null) return null;
    const settings: MediaTrackSettings & { latency?: number } = track.getSettings();
    return {
      found: roundTrip(louder(pieces, begin, context.sampleRate), context.sampleRate),
      outputMs: browserOutputMs(),
      inputMs: 1000 * (settings.latency ?? 0),
      rateHz: context.sampleRate,
      label: track.label,
      microphoneId: settings.deviceId ?? wish.microphoneId,
    };
  } finally {
    microphone.disconnect();
    tape?.disconnect();
    track.stop();
    out.close();
  }
}

/** The number of the plan's first sample once all of it is over; null: stopped. */
async function play(context: AudioContext, input: AudioNode, wish: TripWish): Promise<number | null> {
  const sound = chirpSound(context.sampleRate);
  const buffer = context.createBuffer(1, sound.length, context.sampleRate);
  buffer.copyToChannel(sound as Float32Array<ArrayBuffer>, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(input);
  const begin = Math.ceil((context.currentTime + SETTLES_S) * context.sampleRate);
  source.start(begin / context.sampleRate);
  const fromS = context.currentTime;
  const untilS = begin / context.sampleRate + PLAYS_S + MOST_LAG_S;
  while (context.currentTime < untilS && !wish.stopped.aborted) {
    wish.onShare((context.currentTime - fromS) / (untilS - fromS));
    await pause(TICK_MS, wish.stopped);
  }
  source.stop();
  source.disconnect();
  return wish.stopped.aborted ? null : begin;
}

/** An interface's microphone sits in one of two channels: that one, from the plan's first sample on. */
function louder(pieces: readonly Piece[], begin: number, rateHz: number): Float32Array {
  const length = Math.round((PLAYS_S + MOST_LAG_S) * rateHz);
  const sides = [0, 1].map((side) => {
    const line = new Float32Array(length);
    for (const { first, channels } of pieces) {
      const samples = channels[side] ?? new Float32Array();
      const from = Math.max(0, begin - first);
      if (from < samples.length && first + from - begin < length)
        line.set(samples.subarray(from, from + length - (first + from - begin)), first + from - begin);
    }
    return line;
  });
  const energy = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0);
  return sides.reduce((best, each) => (energy(each) > energy(best) ? each : best));
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    stopped.addEventListener("abort", stop, { once: true });
  });
}
