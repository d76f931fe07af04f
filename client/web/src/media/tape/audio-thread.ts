/** A microphone by way of an AudioContext, where a browser does not hand out what it captures. */
import { RATE_HZ } from "../../core/tape/pcm";
import workletUrl from "./tape-worklet.ts?worker&url";

/** It has a tape's rate, and counts on where a device leaves something out. */
export class AudioThread {
  readonly #channels: number;
  readonly #to: MessagePort;
  readonly #track: MediaStreamTrack;
  #context: AudioContext | null = null;
  #node: AudioWorkletNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #closed = false;

  constructor(track: MediaStreamTrack, channels: number, to: MessagePort) {
    this.#track = track;
    this.#channels = channels;
    this.#to = to;
  }

  async begin(): Promise<void> {
    // At our own rate: the browser resamples a card of another one, where it can at all.
    const context = new AudioContext({ sampleRate: RATE_HZ });
    this.#context = context;
    await context.audioWorklet.addModule(workletUrl);
    if (context.state === "suspended") void context.resume();
    if (this.#closed) return void context.close();
    this.#node = new AudioWorkletNode(context, "klangbro-tape", {
      channelCount: this.#channels,
      channelCountMode: "explicit",
      processorOptions: { channels: this.#channels },
    });
    this.#node.connect(context.destination); // silent; without it nobody would ask it for anything
    this.#source = context.createMediaStreamSource(new MediaStream([this.#track]));
    this.#source.connect(this.#node);
    this.#node.port.postMessage(this.#to, [this.#to]);
  }

  close(): void {
    this.#closed = true;
    this.#node?.port.postMessage(null);
    this.#node?.disconnect();
    this.#source?.disconnect();
    void this.#context?.close().catch(() => {});
  }
}
