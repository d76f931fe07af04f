import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KNOCK, probeText } from "../../core/probes";
import { type Line, ProbeEnd } from "./probe-end";

class Wire implements Line {
  readyState = "open";
  bufferedAmount = 0;
  sent: string[] = [];
  onmessage: ((event: MessageEvent) => void) | null = null;

  send(text: string): void {
    this.sent.push(text);
  }

  bring(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }
}

const RUN = { run: 1, interval_us: 20_000, size: 50, count: 50 };
let wire: Wire;
let answers: number;
let end: ProbeEnd;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  wire = new Wire();
  answers = 0;
  const onAnswered = () => {
    answers += 1;
  };
  end = new ProbeEnd(wire, { onAnswered, onShare: () => {} });
});

afterEach(() => {
  end.close();
  vi.useRealTimers();
});

test("it knocks until it is answered", async () => {
  await vi.advanceTimersByTimeAsync(250);
  expect(wire.sent).toEqual([KNOCK, KNOCK]);
  wire.bring(KNOCK);
  await vi.advanceTimersByTimeAsync(1000);
  expect([wire.sent.length, answers]).toEqual([2, 1]);
});

test("packets leave when they are due, none two at a time, however long it goes on", async () => {
  wire.bring(KNOCK);
  const taken = end.measure(RUN);
  await vi.advanceTimersByTimeAsync(3000);
  const { sentMs } = await taken;
  expect(sentMs).toEqual(Array.from({ length: RUN.count }, (_, number) => 20 * number));
  expect(wire.sent.at(-1)).toBe(probeText({ run: 1, number: 49 }, 50));
});

test("what came is told in its order with its time, also what came before the first was sent", async () => {
  wire.bring(KNOCK);
  wire.bring(probeText({ run: 1, number: 0 }, 50));
  await vi.advanceTimersByTimeAsync(7);
  const taken = end.measure(RUN);
  wire.bring("no message of ours");
  wire.bring(new ArrayBuffer(4));
  wire.bring(probeText({ run: 2, number: 3 }, 50));
  await vi.advanceTimersByTimeAsync(5);
  wire.bring(probeText({ run: 1, number: 1 }, 50));
  await vi.advanceTimersByTimeAsync(3000);
  const { sentMs, came } = await taken;
  expect(came).toEqual([
    [0, 0],
    [1, 12],
  ]);
  expect(sentMs[0]).toBe(7);
});

test("what cannot go now is left out, and nothing goes into a channel that is shut", async () => {
  wire.bring(KNOCK);
  wire.bufferedAmount = 5000;
  const taken = end.measure(RUN);
  await vi.advanceTimersByTimeAsync(500);
  wire.bufferedAmount = 0;
  wire.readyState = "closed";
  await vi.advanceTimersByTimeAsync(2500);
  expect((await taken).sentMs).toHaveLength(RUN.count);
  expect(wire.sent).toEqual([]);
});
