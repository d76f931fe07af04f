/** The tuner: one's own note from one's own microphone, and what the other end's tuner reads, in numbers. */
import { useSignal } from "@preact/signals";
import { INSTRUMENT_NAMES, INSTRUMENTS, type InstrumentName, instrumentOf } from "../../../core/instruments";
import { others } from "../../../core/lesson-state";
import { HIGHEST_A_HZ, LOWEST_A_HZ } from "../../../core/notes";
import { figure, type PlainKey, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Select } from "../../../ui/kit";
import { Slider } from "../tools/slider";
import { OwnTuner, PeerTuner } from "./needle";
import { noteName } from "./note-name";

const WORDS: Record<InstrumentName, PlainKey> = {
  any: "instrument.any",
  violin: "instrument.violin",
  viola: "instrument.viola",
  cello: "instrument.cello",
  bass: "instrument.bass",
  guitar: "instrument.guitar",
  ukulele: "instrument.ukulele",
  flute: "instrument.flute",
  oboe: "instrument.oboe",
  clarinet: "instrument.clarinet",
  saxophone: "instrument.saxophone",
  bassoon: "instrument.bassoon",
  trumpet: "instrument.trumpet",
  horn: "instrument.horn",
  trombone: "instrument.trombone",
  tuba: "instrument.tuba",
  piano: "instrument.piano",
  voice: "instrument.voice",
};

export function TunerTool({ session }: { session: LessonSession }) {
  const lesson = session.lesson.value;
  const name = useSignal<InstrumentName>(instrumentOf(lesson.lesson?.instrument ?? ""));
  const instrument = INSTRUMENTS[name.value];
  const track = session.devices.microphone.track.value;
  const aHz = session.tools.tone.value.a_hz;
  const observes = lesson.me?.role === "observer";
  return (
    <>
      {track && !observes && <OwnTuner session={session} track={track} instrument={instrument} />}
      {!track && !observes && <p class="soft">{t("tuner.noMicrophone")}</p>}
      {others(lesson).map((person) => (
        <PeerTuner key={person.id} session={session} person={person} />
      ))}
      {instrument.strings.length > 0 && (
        <p class="small">
          {t("tuner.strings", { notes: instrument.strings.map((midi) => noteName(midi)).join("  ") })}
        </p>
      )}
      {!observes && (
        <>
          <Select
            label={t("tuner.instrument")}
            value={name.value}
            options={INSTRUMENT_NAMES.map((id) => ({ id, label: t(WORDS[id]) }))}
            onValue={(id) => {
              name.value = id as InstrumentName;
            }}
            testId="tuner-instrument"
          />
          <Slider
            label={t("tuner.reference")}
            value={aHz}
            shown={t("tuner.hz", { hz: figure(aHz) })}
            min={LOWEST_A_HZ}
            max={HIGHEST_A_HZ}
            onValue={(a_hz) => session.tools.setTone({ a_hz })}
            testId="reference"
          />
        </>
      )}
      <p class="small soft">{t("tuner.both")}</p>
    </>
  );
}
