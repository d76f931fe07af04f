/** A tap on a track that can be asked for its peak. Asked by who draws; nothing is pushed. */
import { peakOf } from "../core/meters";
import { audioContext } from "./audio-context";

export interface LevelTap {
  /** Highest absolute sample of the last 43 ms, full scale 1. */
  peak(): number;
  close(): void;
}

export function tapLevel(track: MediaStreamTrack): LevelTap {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const splitter = context.createChannelSplitter(2);
  const analysers = [0, 1].map((channel) => {
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    splitter.connect(analyser, channel);
    return analyser;
  });
  source.connect(splitter);
  const samples = new Float32Array(2048);
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
