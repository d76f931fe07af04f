/** A tap on a track that can be asked for its peak. Asked by who draws; nothing is pushed. */
import { peakOf } from "../core/meters";
import { audioContext } from "./audio-context";

/** 85 ms at 48 kHz: longer than a meter waits between two looks, so that no clipped sample goes unseen. */
const SAMPLES = 4096;

export interface LevelTap {
  /** Highest absolute sample of the last 85 ms, full scale 1. */
  peak(): number;
  close(): void;
}

export function tapLevel(track: MediaStreamTrack): LevelTap {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const splitter = context.createChannelSplitter(2);
  const analysers = [0, 1].map((channel) => {
    const analyser = context.createAnalyser();
    analyser.fftSize = SAMPLES;
    splitter.connect(analyser, channel);
    return analyser;
  });
  source.connect(splitter);
  const samples = new Float32Array(SAMPLES);
  return {
    peak: () =>
      Math.max(
        ...analysers.map((analyser) => {
          analyser.getFloatTimeDomainData(samples);
          return peakOf(samples);
        }),
      ),
    close: () => {
      source.disconnect();
      splitter.disconnect();
    },
  };
}
