/**
 * The page's side of the companion: found on loopback, paired once by a number, handed the sound.
 *
 * Who has the sound is told by `onHand`: `expect` it to be taken over soon, it is `over` now, it is `back` here
 * because the companion is gone. On request it is `returning` first, while the companion still sounds, and
 * `returned` once it has come through to this page. Either way over or back, the instant is agreed beforehand: the
 * companion's sound card and this page change at the same time, however busy the one or the other is.
 */

/** client/companion/service.py has the same list. */
export const PORTS = [47810, 47811, 47812, 47813, 47814] as const;

export type CompanionStage =
  | "unknown"
  | "looking"
  | "absent"
  | "unpaired"
  | "code"
  | "idle"
  | "joining"
  | "waiting"
  | "carrying"
  | "lost";
export type CompanionProblem = "wrong" | "expired" | "tooSoon" | "slow";
export type Hand = "expect" | "over" | "returning" | "returned" | "back";

export interface CompanionSocket {
  onopen: (() => void) | null;
  onmessage: ((text: string) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface CompanionOptions {
  connect: (port: number) => CompanionSocket;
  loadKey: () => string | null;
  saveKey: (key: string) => void;
  invite: () => string;
  muted: () => boolean;
  after: (seconds: number, task: () => void) => () => void;
  /** Now, unix ms: companion and page share the machine's clock. */
  unixMs: () => number;
  /** Resolves when what others play comes through to this page, or has had its time. */
  arrives: () => Promise<void>;
  onHand: (hand: Hand) => void;
  onStage: (stage: CompanionStage, problem: CompanionProblem | null) => void;
}

/** So long a companion may take until it sounds; then the page keeps the sound. */
export const JOIN_S = 20;
/** A changeover is agreed so long before: time for the word to get there. */
export const AGREED_S = 0.1;
const HANDED: ReadonlySet<CompanionStage> = new Set(["joining", "waiting", "carrying"]);
const PROBLEMS: Record<string, CompanionProblem> = {
  wrong: "wrong",
  expired: "expired",
  too_soon: "tooSoon",
};

export class Companion {
  readonly #options: CompanionOptions;
  #socket: CompanionSocket | null = null;
  #stage: CompanionStage = "unknown";
  #stopWaiting: (() => void) | null = null;
  /** A changeover is on its way: over, or back. */
  #changing: object | null = null;
  #closed = false;

  constructor(options: CompanionOptions) {
    this.#options = options;
  }

  get stage(): CompanionStage {
    return this.#stage;
  }

  /** Looks on one port after the other; a companion that knows us gets the sound at once. */
  look(): void {
    if (this.#socket || this.#closed) return;
    this.#go("looking");
    this.#try(0);
  }

  /** Has the companion show a number. */
  pair(): void {
    this.#say({ type: "pair" });
  }

  confirm(code: string): void {
    this.#say({ type: "confirm", code });
  }

  /** Hands it the sound of this lesson. */
  carry(): void {
    if (this.#stage !== "idle") return;
    this.#go("joining");
    this.#options.onHand("expect");
    this.#say({ type: "join", invite: this.#options.invite(), muted: this.#options.muted() });
    this.#stopWaiting = this.#options.after(JOIN_S, () => this.#takeBack("idle", "slow"));
  }

  /** The sound comes back to this page. */
  release(): void {
    if (this.#stage !== "carrying") {
      if (HANDED.has(this.#stage)) this.#takeBack("idle", null);
    } else if (this.#changing === null) {
      const changing = {};
      this.#changing = changing;
      this.#options.onHand("returning");
      void this.#options.arrives().then(() => {
        if (this.#changing === changing) this.#agree("leave", () => this.#returned());
      });
    }
  }

  mute(muted: boolean): void {
    if (HANDED.has(this.#stage)) this.#say({ type: "mute", muted });
  }

  /** The lesson is over for this page. */
  close(): void {
    this.#closed = true;
    this.#wait();
    if (HANDED.has(this.#stage)) this.#say({ type: "leave" });
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #try(index: number): void {
    const port = PORTS[index];
    if (port === undefined) {
      this.#go("absent");
      return;
    }
    const socket = this.#options.connect(port);
    this.#socket = socket;
    let met = false;
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", key: this.#options.loadKey() }));
    socket.onmessage = (text) => {
      if (this.#socket !== socket) return;
      const said = parsed(text);
      met ||= said.type === "welcome";
      if (met) this.#hear(said);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (met) this.#gone();
      else this.#try(index + 1);
    };
  }

  #hear(said: Record<string, unknown>): void {
    switch (said.type) {
      case "welcome":
        this.#go(said.paired === true ? "idle" : "unpaired");
        this.carry();
        break;
      case "code":
        this.#go("code");
        break;
      case "paired":
        if (typeof said.key === "string") this.#options.saveKey(said.key);
        this.#go("idle");
        this.carry();
        break;
      case "refused":
        this.#refused(String(said.why));
        break;
      case "state":
        this.#follow(String(said.stage));
        break;
    }
  }

  #refused(why: string): void {
    if (HANDED.has(this.#stage)) this.#takeBack("unpaired", null);
    else this.#go(why === "wrong" ? "code" : "unpaired", PROBLEMS[why] ?? null);
  }

  #follow(stage: string): void {
    if (!HANDED.has(this.#stage)) return;
    if (stage === "waiting") {
      this.#wait();
      this.#go("waiting");
    } else if (stage === "ready" || (stage === "carrying" && this.#stage !== "carrying")) {
      if (this.#changing) return; // that is its answer
      this.#wait();
      this.#changing = {};
      this.#agree("go", () => this.#over());
    } else if (stage === "ended") this.#takeBack("lost", null);
  }

  /** The companion changes over at that instant, and so do we. */
  #agree(type: "go" | "leave", change: () => void): void {
    this.#say({ type, at: this.#options.unixMs() + 1000 * AGREED_S });
    this.#stopWaiting = this.#options.after(AGREED_S, change);
  }

  #over(): void {
    this.#wait();
    this.#options.onHand("over");
    this.#go("carrying");
  }

  #returned(): void {
    this.#wait();
    this.#options.onHand("returned");
    this.#go("idle");
  }

  #takeBack(stage: CompanionStage, problem: CompanionProblem | null): void {
    this.#wait();
    this.#options.onHand("back");
    this.#say({ type: "leave" });
    this.#go(stage, problem);
  }

  #gone(): void {
    this.#wait();
    const handed = HANDED.has(this.#stage);
    if (handed) this.#options.onHand("back");
    this.#go(handed ? "lost" : "absent");
  }

  #wait(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = this.#changing = null;
  }

  #say(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #go(stage: CompanionStage, problem: CompanionProblem | null = null): void {
    this.#stage = stage;
    this.#options.onStage(stage, problem);
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
