/** A tuner's face. It draws itself a dozen times a second, outside of all reactive state. */
import { useEffect, useRef } from "preact/hooks";
import type { Instrument } from "../../../core/instruments";
import { SteadyReading, type Tuning, tuningOf } from "../../../core/notes";
import { figure, type PlainKey, t } from "../../../i18n";
import { tapPitch } from "../../../media/pitch-tap";
import type { ParticipantView } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { fullName, noteName } from "./note-name";

const LOOK_MS = 80;
const SAY_EVERY = 3;
const STALE_MS = 1500;

const WORDS: Record<Tuning, PlainKey> = { low: "tuner.low", in: "tuner.in", high: "tuner.high" };

interface Shown {
  midi: number;
  cents: number;
  hz: number;
}

interface OwnProps {
  session: LessonSession;
  track: MediaStreamTrack;
  instrument: Instrument;
}

export function OwnTuner({ session, track, instrument }: OwnProps) {
  const face = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tap = tapPitch(track, instrument);
    const steady = new SteadyReading();
    let looks = 0;
    const timer = setInterval(() => {
      const shown = steady.feed(tap.hz(), session.tools.tone.peek().a_hz);
      if (face.current) draw(face.current, shown, instrument.written);
      looks += 1;
      if (shown && looks % SAY_EVERY === 0) session.tools.sayPitch(shown.midi, shown.cents, shown.hz);
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      tap.close();
    };
  }, [session, track, instrument]);
  return <Face face={face} title={t("tuner.own")} testId="tuner-own" />;
}

export function PeerTuner({ session, person }: { session: LessonSession; person: ParticipantView }) {
  const face = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stale: ReturnType<typeof setTimeout>;
    const stop = session.tools.peerTuner.subscribe((told) => {
      if (!told || told.participant !== person.id || !face.current) return;
      const shows = face.current;
      draw(shows, told, 0);
      clearTimeout(stale);
      stale = setTimeout(() => draw(shows, null, 0), STALE_MS);
    });
    return () => {
      clearTimeout(stale);
      stop();
    };
  }, [session, person.id]);
  return <Face face={face} title={person.name} testId="tuner-peer" />;
}

interface FaceProps {
  face: { current: HTMLDivElement | null };
  title: string;
  testId: string;
}

/** Numbers and words that change all the time are no live region; a screen reader finds them here. */
function Face({ face, title, testId }: FaceProps) {
  return (
    <section class="tuner" ref={face} aria-label={title} data-testid={testId}>
      <p class="tuner-title small soft">{title}</p>
      <p class="tuner-note" data-part="note">
        –
      </p>
      <div class="tuner-scale" aria-hidden="true">
        <span class="tuner-good" />
        <span class="tuner-needle" />
      </div>
      <p class="tuner-words">
        <span data-part="cents" class="figure" /> <span data-part="word" />
      </p>
      <p class="small soft">
        <span data-part="hz" class="figure" /> <span data-part="written" />
      </p>
    </section>
  );
}

function draw(face: HTMLElement, shown: Shown | null, written: number): void {
  const tuning = shown && tuningOf(shown.cents);
  face.dataset.tuning = tuning ?? "none";
  face.dataset.hz = shown ? shown.hz.toFixed(3) : "";
  face.dataset.cents = shown ? shown.cents.toFixed(2) : "";
  face.dataset.midi = shown ? String(shown.midi) : "";
  const needle = face.querySelector<HTMLElement>(".tuner-needle");
  if (needle) needle.style.insetInlineStart = `${50 + (shown ? shown.cents : 0)}%`;
  write(face, "note", shown ? fullName(shown.midi) : "–");
  const rounded = shown ? Math.round(shown.cents) : 0;
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "±";
  write(face, "cents", shown ? t("tuner.cents", { cents: `${sign}${figure(Math.abs(rounded))}` }) : "");
  write(face, "word", tuning ? t(WORDS[tuning]) : t("tuner.listening"));
  write(face, "hz", shown ? t("tuner.hz", { hz: figure(shown.hz, 1) }) : "");
  write(
    face,
    "written",
    shown && written ? t("tuner.written", { note: noteName(shown.midi + written) }) : "",
  );
}

function write(face: HTMLElement, part: string, text: string): void {
  const element = face.querySelector(`[data-part="${part}"]`);
  if (element && element.textContent !== text) element.textContent = text;
}
