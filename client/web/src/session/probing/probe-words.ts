/** What a page and the thread that measures for it say to each other. */
import type { Run, Times } from "./probe-end";

export type ToWorker = { type: "line"; channel: RTCDataChannel } | { type: "measure"; run: Run };

export type FromWorker =
  | { type: "answered" }
  | { type: "share"; share: number }
  | { type: "times"; times: Times };
