/** Connections without a browser: in memory, with a clock turned by hand. For tests alone. */
import type { ClientMessage, ConnectionOpen } from "../protocol";
import { LessonTime } from "./clock/lesson-time";
import { Connections } from "./connections";

class FakeChannel {
  readyState = "open";
  bufferedAmount = 0;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
}

class FakeTransceiver {
  direction = "recvonly";
  readonly sender: {
    track: unknown;
    replaceTrack: (track: unknown) => Promise<void>;
    getParameters: () => object;
  };
  readonly receiver: { track: { kind: string }; jitterBufferTarget: number | null };

  constructor(kind: string, track: unknown) {
    this.receiver = { track: { kind }, jitterBufferTarget: null };
    const sender = {
      track,
      getParameters: () => ({}),
      replaceTrack: async (next: unknown) => {
        sender.track = next;
      },
    };
    this.sender = sender;
  }
}

/** A browser's connection as far as ours look at it: in memory, and silent unless the test speaks. */
export class FakeConnection {
  connectionState = "new";
  onconnectionstatechange: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null | { candidate: string; sdpMid: string } }) => void) | null =
    null;
  ontrack: ((event: { track: unknown; transceiver: unknown }) => void) | null = null;
  remoteDescription: object | null = null;
  readonly channel = new FakeChannel();
  readonly transceivers: FakeTransceiver[] = [];
  readonly candidates: unknown[] = [];
  readonly clocks = new FakeChannel();
  readonly keys = new FakeChannel();
  closed = false;
  /** Of sound, that have come. */
  packets = 0;

  addTransceiver(track: { kind: string } | string): FakeTransceiver {
    const kind = typeof track === "string" ? track : track.kind;
    const made = new FakeTransceiver(kind, typeof track === "string" ? null : track);
    this.transceivers.push(made);
    return made;
  }
  createDataChannel(label: string): FakeChannel {
    return { clock: this.clocks, midi: this.keys }[label] ?? this.channel;
  }
  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }
  async createOffer() {
    return { sdp: "v=0\r\n" };
  }
  async createAnswer() {
    return { sdp: "v=0\r\n" };
  }
  async setLocalDescription(): Promise<void> {}
  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    if (description.sdp.includes("broken")) throw new Error("no such session");
    const kinds = description.sdp.includes("hands") ? ["audio", "video", "video"] : ["audio", "video"];
    if (description.type === "offer") for (const kind of kinds) this.addTransceiver(kind);
    this.remoteDescription = description;
  }
  async addIceCandidate(candidate: unknown): Promise<void> {
    this.candidates.push(candidate);
  }
  async getStats() {
    return new Map([["in", { type: "inbound-rtp", kind: "audio", packetsReceived: this.packets }]]);
  }
  close(): void {
    this.closed = true;
  }
}

export class World {
  nowS = 100;
  readonly made: FakeConnection[] = [];
  readonly said: ClientMessage[] = [];
  readonly configurations: RTCConfiguration[] = [];
  readonly connections = new Connections({
    createConnection: (configuration) => {
      this.configurations.push(configuration);
      const fake = new FakeConnection();
      this.made.push(fake);
      return fake as unknown as RTCPeerConnection;
    },
    send: (message) => this.said.push(message),
    onChange: () => {},
    nowS: () => this.nowS,
    wallS: () => 1_700_000_000,
    outputMs: () => 8,
    visible: () => true,
    silenceS: 1.5,
    time: new LessonTime(1_700_000_000),
  });

  open(id: string, over: Partial<ConnectionOpen> = {}): FakeConnection {
    this.connections.receive({
      type: "connection_open",
      connection: id,
      participant: "p",
      endpoint: "e2",
      kind: "page",
      polite: false,
      media: { audio: true, video: true },
      replaces: null,
      relay_only: false,
      ice_servers: [],
      ...over,
    });
    const made = this.made.at(-1);
    if (!made) throw new Error("nothing was opened");
    return made;
  }

  /** Quarter seconds pass; a beat comes from those that still speak. */
  turn(seconds: number, ...speaking: FakeConnection[]): void {
    for (let i = 0; i < seconds * 4; i += 1) {
      this.nowS += 0.25;
      for (const { channel } of speaking)
        channel.onmessage?.({ data: JSON.stringify({ v: 1, n: Math.round(this.nowS * 4), now: this.nowS }) });
      this.connections.beat();
    }
  }

  states(): string[] {
    return this.said.flatMap((message) =>
      message.type === "connection_state" ? `${message.connection} ${message.state}` : [],
    );
  }
}

/** Lets the steps that wait for the browser run to their end. */
export const settled = async () => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
};
