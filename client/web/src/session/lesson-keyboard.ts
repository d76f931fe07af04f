/** A keyboard at this end, and the other's played here: both off until the person switches them on (ADR 21). */
import { signal } from "@preact/signals";
import type { LessonClock } from "../core/clock/lesson-clock";
import { fromPort, type KeyEvent } from "../core/keys/events";
import { KeyLine, type Sounded } from "../core/keys/key-line";
import { KeySender } from "../core/keys/key-sender";
import { KeyTone } from "../media/keys/key-tone";
import { type KeyPort, type KeyPorts, openPorts, type PortsFound } from "../media/keys/ports";

export interface KeyboardWorld {
  clock: LessonClock;
  nowS: () => number;
  /** Says it to every far end. */
  say: (text: string) => void;
  /** Whether what comes from this participant may be played. */
  plays: (participant: string) => boolean;
  /** The loudspeaker for the tone; null: the system's own. */
  output: () => string | null;
  volume: () => number;
  openPorts?: () => Promise<PortsFound>;
  makeTone?: (
    outputId: string | null,
    volume: number,
  ) => Pick<KeyTone, "look" | "play" | "stop" | "setVolume">;
}

const TURN_MS = 10;
/** Handed to the port or the audio clock so long before its time: longer than a turn that comes late. */
const AHEAD_S = 0.03;
const LOOK_EVERY = 10;

export class LessonKeyboard {
  /** Our keys go to the other end. */
  readonly sends = signal(false);
  /** The other's keys sound here. */
  readonly sounds = signal(false);
  readonly problem = signal<"refused" | "missing" | null>(null);
  readonly inputs = signal<readonly KeyPort[]>([]);
  readonly outputs = signal<readonly KeyPort[]>([]);
  readonly input = signal<string | null>(null);
  /** The port that the other's keys go to; null: a tone. */
  readonly output = signal<string | null>(null);
  /** From the other's key to its sound here, ms; null: no keyboard there. */
  readonly delayMs = signal<number | null>(null);
  readonly #world: KeyboardWorld;
  #ports: KeyPorts | null = null;
  #sender: KeySender | null = null;
  #stopListening: () => void = () => {};
  readonly #lines = new Map<string, KeyLine>();
  #tone: ReturnType<NonNullable<KeyboardWorld["makeTone"]>> | null = null;
  #turns = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(world: KeyboardWorld) {
    this.#world = world;
  }

  /** Sends our keys, or stops to; asks for the browser's permission the first time. */
  async toggleSending(): Promise<void> {
    if (this.sends.peek()) {
      this.#stopSending();
      return;
    }
    if (!(await this.findPorts())) return;
    this.#sender = new KeySender((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1);
    this.sends.value = true;
    this.#listen();
    this.#run();
  }

  toggleSounding(): void {
    this.sounds.value = !this.sounds.peek();
    if (this.sounds.peek()) this.#tone = this.#makeTone();
    else this.#silence();
    this.#run();
  }

  /** Which ports there are; false, and a problem, where there can be none. */
  async findPorts(): Promise<boolean> {
    const found = this.#ports ?? (await (this.#world.openPorts ?? openPorts)());
    if (found === "refused" || found === "missing") {
      this.problem.value = found;
      return false;
    }
    this.problem.value = null;
    this.#ports = found;
    found.onChange = () => this.#portsChanged();
    this.#portsChanged();
    return true;
  }

  chooseInput(id: string): void {
    this.input.value = id;
    this.#letGo();
    this.#listen();
  }

  /** Null: the tone. What sounds is let go where it sounds. */
  chooseOutput(id: string | null): void {
    for (const line of this.#lines.values()) this.#play(line.release(this.#lessonS()));
    this.output.value = id;
  }

  /** A message of somebody's end. */
  receive(participant: string, kind: string, text: string): void {
    const { clock, plays } = this.#world;
    if (!clock.known || !plays(participant)) return;
    const key = `${participant} ${kind}`;
    const line = this.#lines.get(key) ?? new KeyLine();
    this.#lines.set(key, line);
    line.receive(text, this.#lessonS());
    this.#run();
    this.#hear();
  }

  /** The next child's lesson has another keyboard. */
  forget(): void {
    for (const line of this.#lines.values()) this.#play(line.release(this.#lessonS()));
    this.#lines.clear();
    this.#letGo();
    this.delayMs.value = null;
  }

  close(): void {
    this.#stopSending();
    this.#silence();
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  // -- inside ------------------------------------------------------------------------------------

  #lessonS(): number {
    return this.#world.clock.toLesson(this.#world.nowS());
  }

  #portsChanged(): void {
    const ports = this.#ports;
    if (!ports) return;
    this.inputs.value = ports.inputs();
    this.outputs.value = ports.outputs();
    const here = (id: string | null, list: readonly KeyPort[]) => list.some((port) => port.id === id);
    if (!here(this.output.peek(), this.outputs.peek())) this.output.value = null;
    if (here(this.input.peek(), this.inputs.peek())) return;
    // Unplugged: what it held down is let go; the next one that there is takes its place.
    this.#letGo();
    this.input.value = this.inputs.peek()[0]?.id ?? null;
    this.#listen();
  }

  #listen(): void {
    this.#stopListening();
    this.#stopListening = () => {};
    const id = this.input.peek();
    if (!this.sends.peek() || !id || !this.#ports) return;
    this.#stopListening = this.#ports.listen(id, (data, pressedS) => this.#pressed(data, pressedS));
  }

  #pressed(data: Uint8Array, pressedS: number): void {
    const event = fromPort(data);
    const { clock, nowS } = this.#world;
    if (!event || !this.#sender || !clock.known) return;
    this.#sender.play(event, clock.toLesson(pressedS), nowS());
    this.#say();
  }

  #letGo(): void {
    this.#sender?.release(this.#lessonS(), this.#world.nowS());
    this.#say();
  }

  #stopSending(): void {
    this.#letGo();
    this.#stopListening();
    this.#stopListening = () => {};
    this.#sender = null;
    this.sends.value = false;
  }

  #say(): void {
    const { clock, nowS, say } = this.#world;
    if (this.#sender && clock.known && this.#sender.pauseS(nowS()) === 0)
      say(this.#sender.compose(this.#lessonS(), nowS()));
  }

  #run(): void {
    this.#timer ??= setInterval(() => this.#turn(), TURN_MS);
  }

  #turn(): void {
    this.#say();
    if (this.#turns % LOOK_EVERY === 0) this.#lookAtTone();
    this.#turns += 1;
    this.#hear();
    const alive = [...this.#lines.values()].filter((line) => line.alive(this.#lessonS()));
    const delayS = Math.max(...alive.map((line) => line.waiting.delayS));
    this.delayMs.value = alive.length > 0 ? Math.round(1000 * delayS) : null;
    if (alive.length > 0 || this.sends.peek() || this.sounds.peek() || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #lookAtTone(): void {
    this.#tone?.look(this.#world.nowS());
    this.#tone?.setVolume(this.#world.volume());
  }

  #hear(): void {
    const lessonS = this.#lessonS();
    for (const line of this.#lines.values()) this.#play(line.due(lessonS, AHEAD_S));
  }

  #play(due: readonly Sounded[]): void {
    if (!this.sounds.peek()) return;
    for (const { dueS, event } of due) this.#sound(event, this.#world.clock.toLocal(dueS));
  }

  #sound(event: KeyEvent, atS: number): void {
    const id = this.output.peek();
    if (!(id && this.#ports?.play(id, event, atS))) this.#tone?.play(event, atS);
  }

  #makeTone() {
    const { output, volume, makeTone, nowS } = this.#world;
    const tone = makeTone ? makeTone(output(), volume()) : new KeyTone(output(), volume());
    tone.look(nowS());
    return tone;
  }

  #silence(): void {
    // By then it is off: what still sounds is let go in any case.
    const lessonS = this.#lessonS();
    const nowS = this.#world.nowS();
    for (const line of this.#lines.values())
      for (const { event } of line.release(lessonS)) this.#sound(event, nowS);
    this.#tone?.stop();
    this.#tone = null;
  }
}
