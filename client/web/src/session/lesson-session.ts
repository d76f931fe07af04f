/** A lesson as long as this page is in it: the room, the connections and our devices tied together. */
import { computed, effect, type Signal, signal } from "@preact/signals";
import { BEAT_S } from "../core/beat";
import { LessonTime } from "../core/clock/lesson-time";
import type { Hand } from "../core/companion";
import { Connections } from "../core/connections";
import type { LessonState } from "../core/lesson-state";
import type { MemoryStore } from "../core/memory";
import { CLIP_AMPLITUDE, toDbfs } from "../core/meters";
import { pageProfile } from "../core/profiles";
import { RoomClient, type RoomStatus } from "../core/room-client";
import { outputLatencyMs } from "../media/audio-context";
import { processingStillOn } from "../media/capture";
import type { Devices } from "../media/devices";
import { type LevelTap, tapLevel } from "../media/level";
import { SendGain } from "../media/send-gain";
import { canTape, Tape } from "../media/tape/tape";
import type { ErrorCode, ProfileName, ReadyWord, ServerMessage } from "../protocol";
import { nowS, openSocket, timers, wallS } from "./browser";
import { CompanionSide } from "./companion-side";
import { type FarEnd, farNow } from "./far-end";
import { Hardships } from "./hardships";
import { LessonKeyboard } from "./lesson-keyboard";
import { LessonRecording } from "./lesson-recording";
import { LessonTools } from "./lesson-tools";
import { LessonTrack } from "./lesson-track";
import { Measuring } from "./measuring";
import { QualityBook } from "./quality-book";
import { SoundNotes } from "./sound-notes";
import { Table } from "./table";

const [CLOCK_MS, LOOK_S] = [100, 0.04];

export class LessonSession {
  readonly lesson: Signal<LessonState>;
  readonly status = signal<RoomStatus>("connecting");
  readonly ended = signal<ErrorCode | null>(null);
  readonly refusedAction = signal<ErrorCode | null>(null);
  readonly far = signal<readonly FarEnd[]>([]);
  readonly #book = new QualityBook();
  readonly quality = this.#book.quality;
  readonly history = this.#book.history;
  readonly microphoneOn = signal(true);
  /** Pictures as shown, ms late, told by the video elements; read when measuring. */
  readonly shownDelayMs = new Map<string, number>();
  readonly devices: Devices;
  readonly tools: LessonTools;
  readonly track: LessonTrack;
  readonly keyboard: LessonKeyboard;
  /** Whether it is recorded, and this page's part in that. */
  readonly recording: LessonRecording;
  readonly notes = new SoundNotes();
  readonly measuring: Measuring;
  /** What is hard today: sleep, battery, a pulled plug, another tab. */
  readonly hardships: Hardships;
  /** This person's own, which may carry the sound in this page's place. */
  readonly companion: CompanionSide;
  /** The invite; only for our own server, in a header. */
  readonly token: string;
  /** How much louder the teacher wants this end to send. */
  readonly gainDb = computed(() => ownGain(this.lesson.value));
  readonly #gain = new SendGain();
  /** What time the lesson has, at all its ends. */
  readonly time = new LessonTime(wallS());
  /** Chat, notes and score. */
  readonly table: Table;
  readonly #role = computed(() => this.lesson.value.me?.role ?? null);
  readonly #room: RoomClient;
  readonly #connections: Connections;
  readonly #stops: (() => void)[] = [];
  #tap: LevelTap | null = null;
  #first = true;

  constructor(token: string, devices: Devices, memory: MemoryStore) {
    this.token = token;
    this.devices = devices;
    this.hardships = new Hardships(token, devices, {
      onWake: () => this.#room.wake(),
      onTaken: () => this.#room.handOver(),
    });
    const openMicrophone = () => this.#switchMicrophoneOn();
    const agreed = { openMicrophone, measure: () => void this.measuring.start() };
    const time = { clock: this.time.clock, nowS, pupilLateS: () => this.#pupilLateS() };
    this.tools = new LessonTools((message) => this.#room.send(message), devices, agreed, time);
    this.measuring = new Measuring(devices);
    this.track = new LessonTrack(token, (message) => this.#room.send(message), devices, {
      clock: this.time.clock,
      nowS,
      role: () => this.#role.peek(),
      tempo: () => this.tools.tempo.peek(),
      heardFrom: (role, n) => this.#connections.trackStartS(this.#withRole(role), n),
    });
    this.keyboard = new LessonKeyboard({
      clock: this.time.clock,
      nowS,
      say: (text) => this.#connections.sayKeys(text),
      plays: (participant) => !this.#withRole("observer").includes(participant),
      output: () => devices.output.peek(),
      volume: () => this.tools.volume.peek(),
    });
    this.#connections = new Connections({
      createConnection: (configuration) => new RTCPeerConnection(configuration),
      send: (message) => this.#room.send(message),
      onChange: () => this.#refreshFar(),
      onKeys: ({ participant, kind }, text) => this.keyboard.receive(participant, kind, text),
      nowS,
      wallS,
      outputMs: outputLatencyMs,
      visible: () => !document.hidden,
      silenceS: 1.5,
      time: this.time,
      track: () => this.track.heard(),
    });
    this.#room = new RoomClient({
      token,
      // Both always: a page without a camera still wants to see, and one without a microphone to hear.
      media: { audio: true, video: true },
      connect: openSocket,
      timers,
      memory,
      onMessage: (message, lesson) => this.#receive(message, lesson),
      onStatus: (status, reason) => this.#statusChanged(status, reason),
    });
    this.companion = new CompanionSide(
      token,
      () => !this.microphoneOn.peek(),
      (hand) => this.#hand(hand),
      () => this.#connections.arrives(() => new Promise((done) => timers.after(LOOK_S, done))),
    );
    this.lesson = signal(this.#room.lesson);
    this.recording = new LessonRecording({
      token,
      lesson: this.lesson,
      status: this.status,
      companion: () => this.companion.carrying,
      track: devices.microphone.track,
      clock: this.time.clock,
      nowS,
      wallS,
      send: (message) => this.#room.send(message),
      canTape,
      makeTape: (track, words) => new Tape(track, words),
    });
    this.table = new Table(token, this.lesson, (message) => this.#room.send(message));
  }

  start(): void {
    this.#stops.push(
      effect(() => {
        const sent = this.#gain.apply(this.devices.microphone.track.value, this.gainDb.value);
        this.#tapMicrophone(sent);
        this.#useTracks(sent, this.devices.camera.track.value, this.devices.second.track.value);
      }),
      effect(() => this.#tellMedia()),
      effect(() => this.companion.mute(!this.microphoneOn.value)),
    );
    const beat = setInterval(() => this.#tick(), BEAT_S * 1000);
    const clock = setInterval(() => this.#keepTime(), CLOCK_MS);
    const retry = () => this.#room.retryNow();
    window.addEventListener("online", retry);
    this.#stops.push(
      () => clearInterval(beat),
      () => clearInterval(clock),
      () => window.removeEventListener("online", retry),
    );
    this.hardships.start();
    this.#room.start();
    this.recording.start();
  }

  // -- what a person does ------------------------------------------------------------------------

  admit(participant: string): void {
    this.#room.send({ type: "admit", participant });
  }

  refuse(participant: string): void {
    this.#room.send({ type: "refuse", participant, word: "" });
  }

  /** A word to those at the door; nothing said takes it back. */
  sayWaiting(ready: ReadyWord | null, text = ""): void {
    this.#room.send({ type: "say_waiting", ready, text });
  }

  remove(participant: string): void {
    this.#room.send({ type: "remove", participant });
  }

  setProfile(profile: ProfileName): void {
    this.#room.send({ type: "set_profile", profile });
  }

  toggleMicrophone(): void {
    if (!this.devices.microphone.track.peek()) void this.devices.openMicrophone();
    else this.microphoneOn.value = !this.microphoneOn.peek();
  }

  #switchMicrophoneOn(): void {
    this.microphoneOn.value = true;
    if (!this.devices.microphone.track.peek()) void this.devices.openMicrophone();
  }

  /** Off means off: the camera's light goes out. */
  toggleCamera(): void {
    this.devices.setCamera(this.devices.camera.track.peek() === null);
  }

  retryNow(): void {
    this.#room.retryNow();
  }

  leave(): void {
    this.#room.leave();
  }

  /** Lets go of everything but the devices, which outlive a lesson. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#tap?.close();
    this.#tap = null;
    this.#gain.close();
    this.tools.close();
    this.measuring.close();
    this.hardships.close();
    this.companion.close();
    this.track.close();
    this.keyboard.close();
    this.recording.close();
    this.#room.close();
    this.devices.takeFewer(null);
    this.#connections.closeAll();
  }

  /** The sound is with the companion, or here; what the room does not know yet, it is told. */
  #hand(hand: Hand): void {
    if (hand === "expect") this.#connections.expectHandOver();
    else if (hand === "over") this.#connections.handOver();
    else if (hand === "returned") this.#connections.takeBack();
    else if (hand === "returning") {
      this.#connections.prepareReturn();
      this.#room.send({ type: "take_sound", gently: true });
    } else {
      this.#connections.takeBack();
      this.#room.send({ type: "take_sound", gently: false });
    }
  }

  // -- what the room says ------------------------------------------------------------------------

  #receive(message: ServerMessage, lesson: LessonState): void {
    if (message.type === "welcome") this.#comeBack(message.resumed);
    if (message.type === "admission" && message.state === "admitted") void this.companion.start();
    if (message.type === "error") this.refusedAction.value = message.code;
    if (lesson !== this.lesson.peek()) this.lesson.value = lesson;
    if (message.type === "welcome" || message.type === "profile")
      this.#connections.setProfile(pageProfile(lesson.profile));
    if (message.type === "muted") this.#switchOff(message);
    if (message.type === "next_lesson") this.#forgetLast();
    this.tools.receive(message);
    this.track.receive(message);
    this.recording.receive(message);
    if (message.type === "peer_levels") this.notes.hear(message, lesson, nowS());
    this.table.receive(message);
    this.#connections.receive(message);
    if (message.type === "roster" || message.type === "welcome") this.#refreshFar();
  }

  /** What is kept by participant; tools, track and table forget by themselves. */
  #forgetLast(): void {
    this.notes.forget();
    this.keyboard.forget();
    this.shownDelayMs.clear();
    this.refusedAction.value = null;
  }

  /** A teacher may switch off. There is no message that switches on. */
  #switchOff(what: { microphone: boolean; camera: boolean }): void {
    if (what.microphone) this.microphoneOn.value = false;
    if (what.camera) {
      this.devices.setCamera(false);
      this.devices.closeSecond();
    }
    this.tools.muted.value = { microphone: what.microphone, camera: what.camera };
  }

  #comeBack(resumed: boolean): void {
    if (!resumed) this.#connections.orphan();
    if (!resumed && !this.#first) this.#tellMedia();
    this.#first = false;
  }

  #statusChanged(status: RoomStatus, reason: ErrorCode | null): void {
    this.status.value = status;
    if (status !== "ended") return;
    this.close();
    this.far.value = [];
    this.ended.value = reason;
  }

  // -- our side ----------------------------------------------------------------------------------

  #tapMicrophone(audio: MediaStreamTrack | null): void {
    this.#tap?.close();
    this.#tap = audio && tapLevel(audio);
  }

  #useTracks(
    audio: MediaStreamTrack | null,
    video: MediaStreamTrack | null,
    second: MediaStreamTrack | null,
  ): void {
    // An observer watches and listens; nothing of them is sent, whatever their devices do.
    const listens = this.#role.value === "observer";
    const none = { audio: null, video: null, second: null };
    this.#connections.setTracks(listens ? none : { audio, video, second });
  }

  #tellMedia(): void {
    // While a device is being opened there is nothing to say yet; this runs again when it is.
    const { microphone: ears, camera, second } = this.devices;
    if (ears.opening.value || camera.opening.value || second.opening.value) return;
    const track = this.devices.microphone.track.value;
    const microphone = track !== null && this.microphoneOn.value;
    // A muted track still sends silence: the path stays open and warm.
    if (track) track.enabled = this.microphoneOn.value;
    this.#room.send({
      type: "set_media",
      microphone,
      camera: camera.track.value !== null,
      second_camera: second.track.value !== null,
      speaker: this.devices.speaker.value,
      processing: track ? processingStillOn(track.getSettings()) : [],
      measured: this.measuring.found.value,
    });
  }

  #keepTime(): void {
    const { me, participants } = this.lesson.peek();
    this.#connections.sayTime();
    this.time.keep(me, participants, this.#connections.links, nowS());
    this.recording.keep();
  }

  #tick(): void {
    this.#connections.beat();
    this.#sayLevel();
    void this.#book.tick(this.#connections, this.devices, this.shownDelayMs, this.far.peek());
  }

  #sayLevel(): void {
    if (!this.#tap || this.lesson.peek().admission !== "admitted" || this.#connections.links.length === 0)
      return;
    if (this.companion.carrying) return; // its microphone is the one that is heard
    const on = this.microphoneOn.peek();
    const peak = on ? this.#tap.peak() : 0;
    this.notes.own(toDbfs(peak), peak >= CLIP_AMPLITUDE, on, nowS());
    this.#room.send({
      type: "levels",
      peak_dbfs: Math.round(toDbfs(peak) * 10) / 10,
      clipped: peak >= CLIP_AMPLITUDE,
    });
  }

  #withRole(role: string): string[] {
    return this.far.peek().flatMap(({ participant }) => (participant.role === role ? participant.id : []));
  }

  /** How late a teacher hears the pupil, s, whose page lets the click come as much later. */
  #pupilLateS(): number {
    if (this.#role.peek() !== "teacher") return 0;
    const pupil = this.far.peek().find(({ participant }) => participant.role === "pupil");
    const lateMs = pupil && this.quality.peek().get(pupil.participant.id)?.mine?.mouthToEarMs;
    return (lateMs ?? 0) / 1000;
  }

  #refreshFar(): void {
    this.far.value = farNow(this.#room.lesson, this.#connections);
  }
}

function ownGain({ me, participants }: LessonState): number {
  return participants.find(({ id }) => id === me?.participant)?.gain_db ?? 0;
}
