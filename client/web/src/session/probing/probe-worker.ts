/** The thread that measures: no page's drawing makes what it sends or takes down late. */
import { type Line, ProbeEnd } from "./probe-end";
import type { FromWorker, ToWorker } from "./probe-words";

const say = (word: FromWorker) => self.postMessage(word);
let end: ProbeEnd | null = null;

self.onmessage = ({ data: word }: MessageEvent<ToWorker>) => {
  if (word.type === "line") {
    end = new ProbeEnd(word.channel as unknown as Line, {
      onAnswered: () => say({ type: "answered" }),
      onShare: (share) => say({ type: "share", share }),
    });
  } else {
    void end?.measure(word.run).then((times) => say({ type: "times", times }));
  }
};
