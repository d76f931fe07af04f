/** Measures over a data channel, in a thread of its own where the browser lets a channel go there. */
import { type EndWords, type Line, ProbeEnd, type Run, type Times } from "./probe-end";
import type { FromWorker, ToWorker } from "./probe-words";

export interface Prober {
  measure(run: Run): Promise<Times>;
  close(): void;
}

/** To be called as the channel is made: afterwards it can go nowhere any more. */
export function openProber(channel: RTCDataChannel, words: EndWords): Prober {
  return inWorker(channel, words) ?? new ProbeEnd(channel as Line, words);
}

function inWorker(channel: RTCDataChannel, words: EndWords): Prober | null {
  const worker = new Worker(new URL("./probe-worker.ts", import.meta.url), { type: "module" });
  let take: (times: Times) => void = () => {};
  worker.onmessage = ({ data: word }: MessageEvent<FromWorker>) => {
    if (word.type === "answered") words.onAnswered();
    else if (word.type === "share") words.onShare(word.share);
    else take(word.times);
  };
  const say = (word: ToWorker, handed: Transferable[] = []) => worker.postMessage(word, handed);
  try {
    say({ type: "line", channel }, [channel as unknown as Transferable]);
  } catch {
    // Browsers whose channels cannot be handed over measure where the page is drawn.
    worker.terminate();
    return null;
  }
  return {
    measure: (run) =>
      new Promise((resolve) => {
        take = resolve;
        say({ type: "measure", run });
      }),
    close: () => worker.terminate(),
  };
}
