/** Louder or softer on the way out. At 0 dB the track itself is sent: a graph would make it later. */
import { audioContext } from "./audio-context";

export class SendGain {
  #source: MediaStreamTrack | null = null;
  #gainDb = 0;
  #node: GainNode | null = null;
  #sent: MediaStreamTrack | null = null;
  #let: () => void = () => {};

  /** The track to send. The same one again as long as a gain only changes. */
  apply(source: MediaStreamTrack | null, gainDb: number): MediaStreamTrack | null {
    const bent = gainDb !== 0;
    if (source === this.#source && bent === (this.#gainDb !== 0)) {
      this.#gainDb = gainDb;
      if (this.#node)
        this.#node.gain.setTargetAtTime(10 ** (gainDb / 20), this.#node.context.currentTime, 0.05);
      return this.#sent;
    }
    this.close();
    this.#source = source;
    this.#gainDb = gainDb;
    this.#sent = source && bent ? this.#route(source, gainDb) : source;
    return this.#sent;
  }

  close(): void {
    this.#let();
    this.#let = () => {};
    this.#node = null;
    this.#source = null;
    this.#sent = null;
    this.#gainDb = 0;
  }

  #route(source: MediaStreamTrack, gainDb: number): MediaStreamTrack {
    const context = audioContext();
    const from = context.createMediaStreamSource(new MediaStream([source]));
    const node = context.createGain();
    node.gain.value = 10 ** (gainDb / 20);
    const to = context.createMediaStreamDestination();
    from.connect(node).connect(to);
    const track = to.stream.getAudioTracks()[0] ?? source;
    track.contentHint = "music";
    this.#node = node;
    this.#let = () => {
      from.disconnect();
      if (track !== source) track.stop();
    };
    return track;
  }
}
