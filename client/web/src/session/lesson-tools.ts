/** The lesson's tools at this end: what the room says of them, and what a person does with them. */
import { type Signal, signal } from "@preact/signals";
import { BeatScore, type Line, lineOf, tempoAt } from "../core/beat-line";
import { LessonClock } from "../core/clock/lesson-clock";
import { LessonTimer } from "../core/lesson-timer";
import { type Beats, STILL } from "../core/metronome";
import { anchored, LOCAL_LEAD_S, type Timed } from "../core/metronome-change";
import { QUIET, type Tone } from "../core/tone";
import type { Devices } from "../media/devices";
import type { Drone } from "../media/drone";
import type { MetronomePlayer } from "../media/metronome";
import type { Asked, ClientMessage, PeerTuner, Question, ServerMessage } from "../protocol";
import { nowS, unixS, wallS } from "./browser";

export type Layout = "talk" | "play";
export type ToolName =
  | "metronome"
  | "track"
  | "tuner"
  | "tone"
  | "keyboard"
  | "timer"
  | "layout"
  | "recording";

export interface Reply {
  participant: string;
  question: Question;
  yes: boolean;
}

/** Done after this page's own person has said yes, and at no other time. */
export interface Agreed {
  openMicrophone: () => void;
  measure: () => void;
}

/** What the click needs to know of time. */
export interface ToolsTime {
  clock: LessonClock;
  nowS: () => number;
  /** How late a teacher hears the pupil, s; 0 for everybody else. */
  pupilLateS: () => number;
}

/** A stop that lies further ahead is another clock's. */
const STOP_WITHIN_S = 1;
const TEMPO_MS = 250;
const NO_TIMER = new LessonTimer({ ends_at_s: null, at_s: 0 }, 0);

export class LessonTools {
  readonly metronome = signal<Beats>(STILL);
  readonly tone = signal<Tone>(QUIET);
  readonly timer = signal(NO_TIMER);
  /** Questions to the person at this page that wait for an answer. */
  readonly asks = signal<readonly Asked[]>([]);
  /** What the other answered last; closed by the teacher. */
  readonly reply = signal<Reply | null>(null);
  /** What a teacher has just switched off here. */
  readonly muted = signal<{ microphone: boolean; camera: boolean } | null>(null);
  /** What the other ends' tuners read; drawn by who subscribes, never by rendering. */
  readonly peerTuner = signal<PeerTuner | null>(null);
  readonly layout = signal<Layout>("talk");
  /** Whether the score lies on the page, which is a view of its own. */
  readonly score = signal(false);
  /** Which tool the panel shows, and whether somebody's answer wants it open. */
  readonly tool = signal<ToolName>("metronome");
  readonly wanted = signal(0);
  readonly volume = signal(0.7);
  /** The person chooses a second camera just now; nobody sees it before they say so. */
  readonly choosesSecond = signal(false);
  /** Who plays now; null while the click stands still. Drawers ask it what is heard. */
  readonly player: Signal<MetronomePlayer | null> = signal(null);
  /** How fast it goes now, which a gradual change moves; whole beats a minute. */
  readonly tempo = signal(STILL.tempo_bpm);
  #tempoTimer: ReturnType<typeof setInterval> | null = null;
  /** Bars counted in before a click that is started here. */
  readonly countIn = signal(0);
  readonly #time: ToolsTime;
  #score = new BeatScore();
  #drone: Drone | null = null;
  #closed = false;
  readonly #send: (message: ClientMessage) => void;
  readonly #devices: Devices;

  readonly #agreed: Agreed;

  constructor(
    send: (message: ClientMessage) => void,
    devices: Devices,
    agreed: Agreed,
    time: ToolsTime = { clock: new LessonClock(wallS()), nowS, pupilLateS: () => 0 },
  ) {
    this.#send = send;
    this.#time = time;
    this.#devices = devices;
    this.#agreed = agreed;
  }

  // -- what a person does: only what they change is sent, so that nothing else is taken back -------

  /** Whoever changes the click says from which coming beat on, so that both ends change on the same one. */
  setMetronome(change: Timed): void {
    const { clock } = this.#time;
    const lessonS = clock.known ? this.#lessonS() : null;
    const { accents, ...rest } = anchored(
      change,
      this.metronome.peek(),
      this.#score,
      lessonS,
      this.countIn.peek(),
    );
    this.#send({ type: "set_metronome", ...rest, ...(accents ? { accents: [...accents] } : {}) });
  }

  setTone(change: Partial<Tone>): void {
    this.#send({ type: "set_tone", ...change });
  }

  setTimer(minutes: number | null): void {
    this.#send({ type: "set_timer", minutes });
  }

  extendTimer(minutes: number): void {
    this.#send({ type: "extend_timer", minutes });
  }

  sayPitch(midi: number, cents: number, hz: number): void {
    this.#send({ type: "tuner", midi, cents: Math.round(cents * 10) / 10, hz: Math.round(hz * 100) / 100 });
  }

  mute(participant: string, what: { microphone?: boolean; camera?: boolean }): void {
    this.#send({ type: "mute", participant, microphone: false, camera: false, ...what });
  }

  setGain(participant: string, gainDb: number): void {
    this.#send({ type: "set_gain", participant, gain_db: gainDb });
  }

  ask(participant: string, question: Question): void {
    this.reply.value = null;
    this.#send({ type: "ask", participant, question });
  }

  nextPupil(participant: string): void {
    this.#send({ type: "next_pupil", participant });
  }

  /** The person's own answer, by a click of theirs. What a yes does happens in the page, after it. */
  answer(asked: Asked, yes: boolean): void {
    this.asks.value = this.asks.peek().filter(({ ask }) => ask !== asked.ask);
    this.#send({ type: "answer", ask: asked.ask, yes });
    if (yes) this.#agree(asked.question);
  }

  openTool(tool: ToolName): void {
    this.tool.value = tool;
    this.wanted.value += 1;
  }

  /** Lays the page out. Beside the score the rest stays as it was. */
  show(view: Layout | "score"): void {
    this.score.value = view === "score";
    if (view !== "score") this.layout.value = view;
  }

  setVolume(volume: number): void {
    this.volume.value = volume;
    this.player.peek()?.setVolume(volume);
    this.#drone?.setVolume(volume);
  }

  // -- what the room says ------------------------------------------------------------------------

  receive(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        if (!message.resumed) this.#reset();
        break;
      case "next_lesson":
        this.#reset();
        break;
      case "metronome":
        this.#beat(message);
        break;
      case "tone":
        this.#sound(message);
        break;
      case "timer":
        this.timer.value = new LessonTimer(message, unixS());
        break;
      case "asked":
        this.asks.value = [
          ...this.asks.peek().filter(({ question }) => question !== message.question),
          message,
        ];
        break;
      case "answered":
        this.reply.value = message;
        break;
      case "peer_tuner":
        this.peerTuner.value = message;
        break;
    }
  }

  close(): void {
    this.#closed = true;
    this.#reset();
  }

  #reset(): void {
    this.#beat(STILL);
    this.#sound(QUIET);
    this.timer.value = NO_TIMER;
    this.asks.value = [];
    this.reply.value = null;
    this.muted.value = null;
    this.peerTuner.value = null;
    this.score.value = false;
  }

  #beat(beats: Beats): void {
    this.metronome.value = beats;
    this.#score.forget(this.#lessonS() - 1);
    this.#score.set(beats, this.#line(beats));
    this.#watchTempo(beats);
    const player = this.player.peek();
    if (player) {
      player.change();
      if (!beats.running) this.#stopClick();
    } else if (beats.running) void this.#startClick();
    else this.#score = new BeatScore();
  }

  /** What is shown of a tempo that changes little by little. */
  #watchTempo(beats: Beats): void {
    if (this.#tempoTimer !== null) clearInterval(this.#tempoTimer);
    this.#tempoTimer = null;
    this.tempo.value = beats.tempo_bpm;
    if (!beats.running || beats.ramp_beats === 0) return;
    this.#tempoTimer = setInterval(() => {
      const next = this.#score.next(this.#lessonS());
      if (next) this.tempo.value = Math.round(tempoAt(next.line, next.beat));
    }, TEMPO_MS);
  }

  /** Where the message says, or else from the next beat, or moment, of our own. */
  #line(beats: Beats): Line {
    const { anchor_s: anchorS, anchor_beat: anchorBeat, hearing, accents } = beats;
    if (anchorS !== null && hearing !== "local") return lineOf(beats, anchorS, anchorBeat);
    const soonS = this.#lessonS() + LOCAL_LEAD_S;
    const next = beats.running ? this.#score.next(soonS) : null;
    return lineOf(beats, next?.atS ?? soonS, next ? next.beat % accents.length : Math.min(0, anchorBeat));
  }

  #lessonS(): number {
    return this.#time.clock.toLesson(this.#time.nowS());
  }

  /** A stop that was said for a moment ahead lets what comes before it sound. */
  #stopClick(): void {
    const { anchor_s: anchorS } = this.metronome.peek();
    const player = this.player.peek();
    const stop = () => {
      if (this.metronome.peek().running || this.player.peek() !== player) return;
      player?.stop();
      this.player.value = null;
      this.#score = new BeatScore();
    };
    const waitS = anchorS === null || this.#closed ? 0 : anchorS - this.#lessonS();
    if (waitS > 0 && waitS < STOP_WITHIN_S) setTimeout(stop, waitS * 1000);
    else stop();
  }

  /** Loaded when first heard; what was said meanwhile counts. */
  async #startClick(): Promise<void> {
    const { MetronomePlayer } = await import("../media/metronome");
    if (this.#closed || !this.metronome.peek().running || this.player.peek()) return;
    const { clock, nowS, pupilLateS } = this.#time;
    const time = {
      nowS,
      toLesson: (s: number) => clock.toLesson(s),
      toLocal: (s: number) => clock.toLocal(s),
      laterS: () => (this.metronome.peek().hearing === "follow" ? pupilLateS() : 0),
    };
    this.player.value = new MetronomePlayer(
      this.#score,
      time,
      this.#devices.output.peek(),
      this.volume.peek(),
    );
  }

  #sound(pitch: Tone): void {
    this.tone.value = pitch;
    if (this.#drone && pitch.sounding) this.#drone.change(pitch);
    else if (this.#drone) {
      this.#drone.stop();
      this.#drone = null;
    } else if (pitch.sounding) void this.#startTone();
  }

  async #startTone(): Promise<void> {
    const { Drone } = await import("../media/drone");
    const pitch = this.tone.peek();
    if (this.#closed || !pitch.sounding || this.#drone) return;
    this.#drone = new Drone(pitch, this.#devices.output.peek(), this.volume.peek());
  }

  #agree(question: Question): void {
    const devices = this.#devices;
    const actions: Partial<Record<Question, () => void>> = {
      microphone: this.#agreed.openMicrophone,
      measure_sound: this.#agreed.measure,
      camera: () => devices.setCamera(true),
      layout_talk: () => this.show("talk"),
      layout_play: () => this.show("play"),
      layout_score: () => this.show("score"),
      speaker_on: () => void devices.setSpeaker(true),
      speaker_off: () => void devices.setSpeaker(false),
      tuner: () => this.openTool("tuner"),
      second_camera: () => {
        this.choosesSecond.value = true;
      },
    };
    actions[question]?.();
  }
}
