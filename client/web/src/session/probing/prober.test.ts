import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KNOCK } from "../../core/probes";
import { openProber } from "./prober";

const channel = () =>
  ({ readyState: "open", bufferedAmount: 0, onmessage: null, send: vi.fn() }) as unknown as RTCDataChannel;
let handed: unknown[];

function stubWorker(takesChannels: boolean): void {
  vi.stubGlobal(
    "Worker",
    class {
      onmessage: ((event: unknown) => void) | null = null;

      postMessage(word: { type: string }): void {
        if (!takesChannels) throw new DOMException("no channels", "DataCloneError");
        handed.push(word.type);
        if (word.type === "line") queueMicrotask(() => this.onmessage?.({ data: { type: "answered" } }));
        else this.onmessage?.({ data: { type: "times", times: { sentMs: [0], came: [] } } });
      }

      terminate(): void {}
    },
  );
}

beforeEach(() => {
  handed = [];
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a channel goes to a thread of its own where the browser lets it", async () => {
  stubWorker(true);
  const line = channel();
  const onAnswered = vi.fn();
  const prober = openProber(line, { onAnswered, onShare: () => {} });
  await vi.advanceTimersByTimeAsync(500);
  const run = { run: 1, interval_us: 2500, size: 62, count: 1 };
  expect(await prober.measure(run)).toEqual({ sentMs: [0], came: [] });
  expect(handed).toEqual(["line", "measure"]);
  expect(onAnswered).toHaveBeenCalledOnce();
  expect(line.send).not.toHaveBeenCalled();
  prober.close();
});

test("where it does not, the page measures by itself", async () => {
  stubWorker(false);
  const line = channel();
  const prober = openProber(line, { onAnswered: () => {}, onShare: () => {} });
  await vi.advanceTimersByTimeAsync(150);
  expect(line.send).toHaveBeenCalledWith(KNOCK);
  prober.close();
});
