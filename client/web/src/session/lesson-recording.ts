/**
 * Recording in a lesson, at this page: the law is the room's. It tapes its own microphone exactly while the
 * room's newest word says so, and only while it is connected, since nobody could tell it to stop otherwise.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { LessonClock } from "../core/clock/lesson-clock";
import type { LessonState } from "../core/lesson-state";
import type { RoomStatus } from "../core/room-client";
import type { TapeWords } from "../media/tape/tape";
import type { ClientMessage, ServerMessage } from "../protocol";

/** The part of `Tape` that this leans on. */
export interface Taped {
  note(line: string): void;
  close(): void;
}

export interface RecordingEnd {
  token: string;
  lesson: Signal<LessonState>;
  status: Signal<RoomStatus>;
  /** The companion carries the sound: it records it too. */
  companion: () => boolean;
  track: ReadonlySignal<MediaStreamTrack | null>;
  clock: LessonClock;
  nowS: () => number;
  /** Our unix time minus our monotonic clock, s. */
  wallS: () => number;
  send: (message: ClientMessage) => void;
  canTape: () => Promise<boolean>;
  makeTape: (track: MediaStreamTrack, words: TapeWords) => Taped;
}

export class LessonRecording {
  /** How many moments of the running take are marked. */
  readonly marked = signal(0);
  /** This end could not go on keeping its sound. */
  readonly trouble = signal(false);
  readonly #end: RecordingEnd;
  readonly #able = signal(false);
  /** Whether this page would keep its sound: it can, and there is a microphone. */
  readonly #offers = computed(() => this.#able.value && this.#end.track.value !== null);
  #said = false;
  /** The room has said how it stands since we are connected. */
  readonly #told = signal(false);
  readonly #epoch = signal(0);
  readonly #stops: (() => void)[] = [];
  #beganMs = 0;
  #tape: { take: string; epoch: number; track: MediaStreamTrack; tape: Taped } | null = null;

  constructor(end: RecordingEnd) {
    this.#end = end;
  }

  start(): void {
    const { status } = this.#end;
    const wanted = computed(() => this.#wanted());
    this.#stops.push(
      effect(() => {
        if (status.value !== "open") this.#told.value = false;
      }),
      effect(() => this.#follow(wanted.value, this.#end.track.value, this.#epoch.value)),
      effect(() => {
        if (this.#offers.value !== this.#said) this.#say();
      }),
    );
    void this.#end.canTape().then((able) => {
      this.#able.value = able;
    });
  }

  receive(message: ServerMessage): void {
    if (message.type === "welcome" && !message.resumed) {
      this.#told.value = false;
      if (this.#offers.peek()) this.#say();
    }
    if (message.type === "recording") {
      if (message.state !== "running") this.marked.value = 0;
      this.#told.value = true;
    }
    if (message.type === "marked") this.marked.value = Math.max(this.marked.peek(), message.n);
  }

  /** A few times a second: where lesson time has leapt, another tape begins. */
  keep(): void {
    this.#epoch.value = this.#end.clock.epoch;
  }

  // -- what a person does ------------------------------------------------------------------------

  /** A teacher's wish; it begins when the room has found that everybody permits it. */
  begin(): void {
    this.trouble.value = false;
    this.#end.send({ type: "set_recording", running: true });
  }

  /** Anybody may, at any time. */
  stop(): void {
    this.#end.send({ type: "set_recording", running: false });
  }

  /** This moment, for a clip. */
  mark(): void {
    const { lesson, clock, nowS, send } = this.#end;
    const { recording, me } = lesson.peek();
    if (recording.state === "running" && me && me.role !== "observer")
      send({ type: "place_mark", at_s: clock.toLesson(nowS()), text: "" });
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#finish();
  }

  // -- the tape ----------------------------------------------------------------------------------

  /** The take of which this page keeps its sound now; null: none. */
  #wanted(): string | null {
    const { lesson, status, companion } = this.#end;
    const { recording, me } = lesson.value;
    const may = this.#told.value && status.value === "open" && recording.state === "running";
    if (!may || !me || !recording.recorded.includes(me.participant)) return null;
    return this.#able.value && !companion() ? recording.take : null;
  }

  /** A tape has one line through its stamps: another card, with a clock of its own, begins another one. */
  #follow(take: string | null, track: MediaStreamTrack | null, epoch: number): void {
    const now = this.#tape;
    if (now && (take !== now.take || epoch !== now.epoch || track !== now.track)) this.#finish();
    if (take === null || !track || this.#tape) return;
    this.#tape = { take, epoch, track, tape: this.#begin(take, track) };
  }

  #begin(take: string, track: MediaStreamTrack): Taped {
    const { lesson, token, makeTape } = this.#end;
    const id = lesson.peek().lesson?.id ?? "";
    // A name of its own, however quickly one device follows another.
    const beganMs = Math.max(Date.now(), this.#beganMs + 1);
    this.#beganMs = beganMs;
    const tape = makeTape(track, {
      folder: `${id}.${take}.${beganMs}`,
      about: { lesson: id, take, token, beganMs },
      onSpot: (frame, capturedMs, boundS) => this.#stamp(tape, frame, capturedMs, boundS),
      onTrouble: () => this.#giveUp(),
    });
    return tape;
  }

  #stamp(tape: Taped, frame: number, capturedMs: number, boundS: number): void {
    const { clock, wallS } = this.#end;
    if (this.#tape?.tape !== tape || !clock.known) return;
    const localS = capturedMs / 1000 - wallS();
    tape.note(JSON.stringify([frame, clock.toLesson(localS), clock.boundS(localS) + boundS]));
  }

  /** Whoever waits for this end's sound is told that none comes. */
  #giveUp(): void {
    this.trouble.value = true;
    this.#able.value = false;
  }

  #finish(): void {
    this.#tape?.tape.close();
    this.#tape = null;
  }

  #say(): void {
    this.#said = this.#offers.peek();
    this.#end.send({ type: "set_taping", able: this.#said });
  }
}
