/** Plays the probe's sound and judges what the microphone made of it. Loaded when somebody agreed to it. */
import { judge, type Verdict } from "../core/probe/judge";
import { PLAYS_S } from "../core/probe/plan";
import { probeSound } from "../core/probe/sound";
import { openTrack } from "./capture";
import { openOutput } from "./output";

/** For what the way out and in again takes. */
const SLACK_S = 1.5;
const BITS_PER_S = 256_000;

export interface ProbeWish {
  microphoneId: string | null;
  speaker: boolean;
  outputId: string | null;
  stopped: AbortSignal;
}

/**
 * Opens the microphone once more, exactly as for the lesson, so that what learns has learned nothing yet.
 * Null: stopped, or it could not be recorded.
 */
export async function probeMicrophone(wish: ProbeWish): Promise<Verdict | null> {
  const track = await openTrack("audio", wish.microphoneId, wish.speaker);
  const out = openOutput(wish.outputId, 1);
  try {
    const recording = await record(track, out, wish.stopped);
    if (wish.stopped.aborted) return null;
    const heard = await out.context.decodeAudioData(await recording.arrayBuffer());
    return judge(louder(heard), heard.sampleRate);
  } finally {
    track.stop();
    out.close();
  }
}

async function record(
  track: MediaStreamTrack,
  { context, input }: ReturnType<typeof openOutput>,
  stopped: AbortSignal,
): Promise<Blob> {
  const parts: Blob[] = [];
  const recorder = new MediaRecorder(new MediaStream([track]), { audioBitsPerSecond: BITS_PER_S });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => {
    recorder.onstop = done;
  });
  await new Promise((begun) => {
    recorder.onstart = begun;
    recorder.start();
  });
  const source = play(context, input);
  await pause((PLAYS_S + SLACK_S) * 1000, stopped);
  source.stop();
  if (recorder.state !== "inactive") recorder.stop();
  await ended;
  return new Blob(parts, { type: recorder.mimeType });
}

function play(context: AudioContext, input: AudioNode): AudioBufferSourceNode {
  const samples = probeSound(context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(input);
  source.start();
  return source;
}

/** A microphone of an interface sits in one of its two channels. */
function louder(heard: AudioBuffer): Float32Array {
  const channels = Array.from({ length: heard.numberOfChannels }, (_, at) => heard.getChannelData(at));
  const energy = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0);
  return channels.reduce((best, each) => (energy(each) > energy(best) ? each : best));
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
