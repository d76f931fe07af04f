/** The table between the two: what this person writes and draws, and what the other does just now. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { LessonState } from "../core/lesson-state";
import { mayDraw, visibleMarks } from "../core/papers";
import type { ClientMessage, Mark, Note, PeerPointer, Place, Role, Score, ServerMessage } from "../protocol";
import { Sparingly } from "./sparingly";

export type NewMark = Omit<Mark, "id">;

const POINT_EVERY_MS = 50;
const TYPE_EVERY_MS = 250;
const SETTLE_MS = 400;

export class Table {
  readonly token: string;
  readonly role: ReadonlySignal<Role | null>;
  readonly draws: ReadonlySignal<boolean>;
  /** Where others point, and what they are typing, by participant. */
  readonly pointers = signal<ReadonlyMap<string, PeerPointer>>(new Map());
  readonly typing = signal<ReadonlyMap<string, string>>(new Map());
  /** Drawn here and not yet heard of from the room: shown at once. */
  readonly pending = signal<readonly Mark[]>([]);
  /** Chat lines that were on this person's screen. */
  readonly read = signal(0);
  readonly lesson: Signal<LessonState>;
  readonly #send: (message: ClientMessage) => void;
  readonly #pointing = new Sparingly(POINT_EVERY_MS);
  readonly #typing = new Sparingly(TYPE_EVERY_MS);
  readonly #settling = new Sparingly(SETTLE_MS);

  constructor(token: string, lesson: Signal<LessonState>, send: (message: ClientMessage) => void) {
    this.token = token;
    this.lesson = lesson;
    this.#send = send;
    this.role = computed(() => lesson.value.me?.role ?? null);
    this.draws = computed(() => mayDraw(lesson.value.papers, this.role.value));
  }

  // -- what the room says ------------------------------------------------------------------------

  receive(message: ServerMessage): void {
    switch (message.type) {
      case "peer_pointer":
        this.pointers.value = withValue(
          this.pointers.peek(),
          message.participant,
          message.shown ? message : null,
        );
        break;
      case "peer_typing":
        this.typing.value = withValue(this.typing.peek(), message.participant, message.text || null);
        break;
      case "chat_line":
        this.typing.value = withValue(this.typing.peek(), message.participant, null);
        break;
      case "marks": {
        const arrived = new Set(message.ops.map(({ mark }) => mark?.id));
        this.pending.value = this.pending.peek().filter(({ id }) => !arrived.has(id));
        break;
      }
      case "roster": {
        // Whoever is gone points at nothing and types nothing.
        const here = new Set(message.participants.map(({ id }) => id));
        this.pointers.value = new Map([...this.pointers.peek()].filter(([id]) => here.has(id)));
        this.typing.value = new Map([...this.typing.peek()].filter(([id]) => here.has(id)));
        break;
      }
      case "next_lesson":
        this.pointers.value = new Map();
        this.typing.value = new Map();
        this.pending.value = [];
        this.read.value = 0;
        break;
      case "error":
        // Which of them was refused is not told; those that were taken come with their marks.
        this.pending.value = [];
        break;
    }
  }

  // -- chat --------------------------------------------------------------------------------------

  type(text: string): void {
    this.#typing.run(() => this.#send({ type: "typing", text }));
  }

  say(text: string): void {
    this.#typing.cancel();
    this.#send({ type: "chat", text });
    this.#send({ type: "typing", text: "" });
  }

  // -- notes -------------------------------------------------------------------------------------

  write(note: Note): void {
    this.#send({ type: "write_note", note });
  }

  writeNew(list: Note["list"], text: string): void {
    this.write({ id: crypto.randomUUID(), list, text, done: false, demonstration: null });
  }

  removeNote(note: string): void {
    this.#send({ type: "remove_note", note });
  }

  // -- score -------------------------------------------------------------------------------------

  addScore(score: Score): void {
    this.#send({ type: "add_score", score });
  }

  removeScore(score: string): void {
    this.#send({ type: "remove_score", score });
  }

  setRules(follow: boolean, draw: boolean): void {
    this.#send({ type: "set_score_rules", follow, draw });
  }

  /** Turns the shared page: at once. */
  turn(place: Place): void {
    this.#settling.cancel();
    this.#send({ type: "set_place", place });
  }

  /** Says where one looks, once the page has come to rest. */
  look(place: Place): void {
    this.#settling.runLast(() => this.#send({ type: "set_place", place }));
  }

  draw(mark: NewMark): void {
    const whole = { ...mark, id: crypto.randomUUID() };
    this.pending.value = [...this.pending.peek(), whole];
    this.#send({ type: "draw", mark: whole });
  }

  erase(score: string, marks: readonly string[]): void {
    if (marks.length > 0) this.#send({ type: "erase", score, marks: [...marks] });
  }

  undo(score: string, redo = false): void {
    this.#send({ type: "undo", score, redo });
  }

  point(at: { score: string; page: number; x: number; y: number } | null, last: PeerPlace): void {
    if (at) this.#pointing.run(() => this.#send({ type: "pointer", ...at, shown: true }));
    else {
      this.#pointing.cancel();
      this.#send({ type: "pointer", ...last, x: 0, y: 0, shown: false });
    }
  }

  /** The marks on a page, own ones included that the room has not answered yet. */
  marksOn(score: string, page: number): Mark[] {
    const known = visibleMarks(this.lesson.value.papers, score).map(({ mark }) => mark);
    return [...known, ...this.pending.value].filter((mark) => mark.score === score && mark.page === page);
  }
}

export interface PeerPlace {
  score: string;
  page: number;
}

function withValue<V>(map: ReadonlyMap<string, V>, key: string, value: V | null): ReadonlyMap<string, V> {
  if (value === null && !map.has(key)) return map;
  const changed = new Map(map);
  if (value === null) changed.delete(key);
  else changed.set(key, value);
  return changed;
}
