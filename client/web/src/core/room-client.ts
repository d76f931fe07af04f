/** The room over a socket: hello, resume, durable messages both ways, and coming back by itself. */
import {
  type ClientMessage,
  type ErrorCode,
  isDurable,
  type Media,
  parseServerMessage,
  type ServerMessage,
  VERSION,
} from "../protocol";
import { Backoff } from "./backoff";
import { Inbox, Outbox } from "./durable";
import { type LessonState, reduce, START } from "./lesson-state";
import type { Memory, MemoryStore } from "./memory";

/** The part of a WebSocket that the client leans on. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((text: string) => void) | null;
  onclose: (() => void) | null;
  readonly unsentBytes: number;
  send(text: string): void;
  close(): void;
}

export interface Timers {
  now(): number;
  /** Runs `task` once after `seconds`; the returned function takes it back. */
  after(seconds: number, task: () => void): () => void;
}

export type RoomStatus = "connecting" | "open" | "away" | "ended";

export interface RoomClientOptions {
  token: string;
  media: Media;
  connect: () => Socket;
  timers: Timers;
  memory: MemoryStore;
  random?: () => number;
  /** Every message of the room, each durable one exactly once, after `lesson` has taken it in. */
  onMessage: (message: ServerMessage, lesson: LessonState) => void;
  onStatus: (status: RoomStatus, reason: ErrorCode | null) => void;
}

const WELCOME_S = 10;
/** A dead path swallows what we send without a word; nothing drained for this long means away. */
const STUCK_S = 15;
const WATCH_S = 3;
/** So long the room keeps a place for somebody who went without a word. */
const PARTING_S = 60;

export class RoomClient {
  readonly #options: RoomClientOptions;
  readonly #backoff: Backoff;
  readonly #outbox = new Outbox();
  readonly #inbox = new Inbox();
  #lesson: LessonState = START;
  #identity: { endpoint: string; key: string } | null = null;
  #socket: Socket | null = null;
  #welcomed = false;
  /** Whether what had to wait is said: until then a durable message would be ahead of its number. */
  #flushed = false;
  /** Whether this page has agreed with the room on numbers; one loaded anew has not. */
  #numbered = false;
  #ended = false;
  /** Left already, as far as anybody here can see; the room is still to hear of it. */
  #parting = false;
  #status: RoomStatus = "connecting";
  #cancelTimer: () => void = () => {};
  #stuckSince: number | null = null;

  constructor(options: RoomClientOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random ? { random: options.random } : {});
    const memory = options.memory.load(options.token);
    if (memory) this.#identity = { endpoint: memory.endpoint, key: memory.resumeKey };
  }

  get lesson(): LessonState {
    return this.#lesson;
  }

  get status(): RoomStatus {
    return this.#status;
  }

  start(): void {
    this.#connect();
  }

  /** Durable messages are kept while the room is away; ephemeral ones are simply not said. */
  send(message: ClientMessage): void {
    if (this.#ended || this.#parting) return;
    if (!isDurable(message)) {
      if (this.#welcomed) this.#write(message);
      return;
    }
    const numbered = this.#outbox.add(message);
    if (this.#flushed) this.#write(numbered);
  }

  /** Do not wait out the backoff: the network or the person says that now is a good time. */
  retryNow(): void {
    if (this.#status !== "away" || this.#socket) return;
    this.#cancelTimer();
    this.#connect();
  }

  /** The computer slept or changed networks: the socket may be dead without knowing it. Come back anew. */
  wake(): void {
    if (this.#socket && this.#welcomed) this.#lost(this.#socket);
    this.retryNow();
  }

  /** Another tab of ours goes on in our place: the room is told nothing, the other one who we were. */
  handOver(): Memory | null {
    const identity = this.#identity;
    this.#end("replaced");
    return identity && { token: this.#options.token, endpoint: identity.endpoint, resumeKey: identity.key };
  }

  /**
   * Over at once for whoever leaves. The word itself is said until the room has it, also by a socket yet to
   * come: a teacher would see an empty chair for a minute otherwise.
   */
  leave(): void {
    if (this.#ended || this.#parting) return;
    this.send({ type: "leave" });
    this.#parting = true;
    this.#options.memory.clear();
    this.#options.timers.after(PARTING_S, () => this.#parted());
    this.#setStatus("ended", "left");
  }

  /** Lets go without a word, as a closing tab does; a word of parting is still said. */
  close(): void {
    if (!this.#parting) this.#parted();
  }

  #connect(): void {
    const socket = this.#options.connect();
    this.#socket = socket;
    socket.onopen = () => this.#hello();
    socket.onmessage = (text) => this.#receive(socket, text);
    socket.onclose = () => this.#lost(socket);
    this.#cancelTimer = this.#options.timers.after(WELCOME_S, () => this.#lost(socket));
  }

  #hello(): void {
    const { token, media } = this.#options;
    const identity = this.#identity;
    const resume = identity && { endpoint: identity.endpoint, key: identity.key, seen: this.#inbox.seen };
    this.#write({ type: "hello", version: VERSION, token, endpoint: "page", media, resume });
  }

  #receive(socket: Socket, text: string): void {
    const message = parseServerMessage(text);
    if (!message || socket !== this.#socket || this.#ended) return;
    if (message.type === "ack") {
      this.#outbox.acknowledged(message.seq ?? 0);
      if (this.#parting && this.#outbox.waiting.length === 0) this.#parted();
    } else if (message.type === "bye") {
      this.#bye(socket, message);
    } else if (message.type === "error" && message.code === "gap") {
      this.#lost(socket);
    } else {
      this.#take(socket, message);
    }
  }

  #take(socket: Socket, message: ServerMessage): void {
    const seq = "seq" in message && message.type !== "error" ? message.seq : null;
    const arrival = typeof seq === "number" ? this.#inbox.arrived(seq) : "new";
    // A hole can only be filled by the room's memory: come back and say how far we have read.
    if (arrival === "gap") this.#lost(socket);
    if (arrival === "again") this.#write({ type: "ack", seq: this.#inbox.seen });
    if (arrival !== "new") return;
    if (message.type === "welcome") this.#welcome(message);
    if (typeof seq === "number") this.#write({ type: "ack", seq: this.#inbox.seen });
    if (!this.#parting) {
      this.#lesson = reduce(this.#lesson, message);
      this.#options.onMessage(message, this.#lesson);
    }
    if (message.type === "welcome") this.#flush();
  }

  #welcome(message: Extract<ServerMessage, { type: "welcome" }>): void {
    this.#cancelTimer();
    this.#backoff.reset();
    this.#align(message);
    this.#identity = { endpoint: message.endpoint, key: message.resume_key };
    if (!this.#parting)
      this.#options.memory.save({
        token: this.#options.token,
        endpoint: message.endpoint,
        resumeKey: message.resume_key,
      });
    this.#welcomed = true;
    this.#stuckSince = null;
    this.#watch();
  }

  /** Bring the numbers of both ways into line with what the room says it has. */
  #align({ endpoint, resumed, seen }: Extract<ServerMessage, { type: "welcome" }>): void {
    if (!resumed) this.#inbox.restart();
    if (endpoint !== this.#identity?.endpoint) this.#outbox.restart();
    else if (this.#numbered) this.#outbox.acknowledged(seen);
    else this.#outbox.countFrom(seen);
    this.#numbered = true;
  }

  #flush(): void {
    for (const message of this.#outbox.waiting) this.#write(message);
    this.#flushed = true;
    this.#setStatus("open");
  }

  #bye(socket: Socket, message: Extract<ServerMessage, { type: "bye" }>): void {
    if (message.retry) this.#lost(socket);
    else if (this.#parting) this.#parted();
    else this.#end(message.code);
  }

  /** The socket is gone or useless: be away, and come back after a while. */
  #lost(socket: Socket): void {
    if (socket !== this.#socket || this.#ended) return;
    this.#drop();
    this.#setStatus("away");
    this.#cancelTimer = this.#options.timers.after(this.#backoff.next(), () => this.#connect());
  }

  #watch(): void {
    this.#cancelTimer = this.#options.timers.after(WATCH_S, () => {
      const socket = this.#socket;
      if (!socket) return;
      const now = this.#options.timers.now();
      if (socket.unsentBytes === 0) this.#stuckSince = null;
      else this.#stuckSince ??= now;
      if (this.#stuckSince !== null && now - this.#stuckSince > STUCK_S) this.#lost(socket);
      else this.#watch();
    });
  }

  #end(reason: ErrorCode): void {
    // Another tab of ours took over with the same key; this one may take the lesson back with it.
    if (reason !== "replaced") this.#options.memory.clear();
    this.#parted();
    this.#setStatus("ended", reason);
  }

  #parted(): void {
    this.#ended = true;
    this.#drop();
  }

  #drop(): void {
    this.#cancelTimer();
    this.#welcomed = false;
    this.#flushed = false;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #write(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #setStatus(status: RoomStatus, reason: ErrorCode | null = null): void {
    if (this.#status === status || this.#status === "ended") return;
    this.#status = status;
    this.#options.onStatus(status, reason);
  }
}
