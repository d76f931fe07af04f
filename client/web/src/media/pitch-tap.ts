/** A tap on a track that can be asked for its pitch. Asked by who draws; nothing is pushed. */
import type { Instrument } from "../core/instruments";
import { hzOf } from "../core/notes";
import { PitchDetector } from "../core/pitch";
import { audioContext } from "./audio-context";

export interface PitchTap {
  /** What sounded in the last sixth of a second, Hz; null if that was no single note. */
  hz(): number | null;
  close(): void;
}

const SAMPLES = 8192;

export function tapPitch(track: MediaStreamTrack, { lowest, highest }: Instrument): PitchTap {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = SAMPLES;
  source.connect(analyser);
  // The widest A that a lesson may choose, and a mistuned string, stay inside.
  const range = { lowestHz: hzOf(lowest - 1, 430), highestHz: hzOf(highest + 1, 450) };
  const detector = new PitchDetector(context.sampleRate, SAMPLES, range);
  const samples = new Float32Array(SAMPLES);
  return {
    hz: () => {
      analyser.getFloatTimeDomainData(samples);
      return detector.detect(samples)?.hz ?? null;
    },
    close: () => source.disconnect(),
  };
}
