/** The metronome: one for both, whoever sets it. */
import { useMemo } from "preact/hooks";
import {
  clampTempo,
  FASTEST_BPM,
  MOST_BEATS,
  SLOWEST_BPM,
  TapTempo,
  withBeats,
} from "../../../core/metronome";
import { figure, type PlainKey, t } from "../../../i18n";
import { nowS } from "../../../session/browser";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Select } from "../../../ui/kit";
import { Slider } from "../tools/slider";
import { Volume } from "../tools/volume";
import { Beat } from "./beat";
import { CountIn, Gradual } from "./gradual";
import { HearingChoice, HearingWords } from "./hearing";
import { Presets } from "./presets";

const ACCENTS: readonly PlainKey[] = ["metronome.silent", "metronome.plain", "metronome.strong"];
const PARTS: readonly PlainKey[] = [
  "metronome.parts.1",
  "metronome.parts.2",
  "metronome.parts.3",
  "metronome.parts.4",
];

export function MetronomeTool({ session }: { session: LessonSession }) {
  const { tools } = session;
  const { running, subdivision } = tools.metronome.value;
  const tempo = tools.tempo.value;
  const role = session.lesson.value.me?.role;
  const observes = role === "observer";
  return (
    <>
      <Beat session={session} testId="beat" />
      {!observes && (
        <>
          <div class="row">
            <Button
              kind={running ? "quiet" : "primary"}
              icon={running ? "stop" : "play"}
              onClick={() => tools.setMetronome({ running: !running })}
              testId="metronome-run"
            >
              {t(running ? "metronome.stop" : "metronome.start")}
            </Button>
            <Tap session={session} />
          </div>
          <Slider
            label={t("metronome.tempo")}
            value={tempo}
            shown={t("metronome.bpm", { bpm: figure(tempo) })}
            min={SLOWEST_BPM}
            max={FASTEST_BPM}
            onValue={(bpm) => tools.setMetronome({ tempo_bpm: clampTempo(bpm) })}
            testId="tempo"
          />
          <Bar session={session} />
          <Select
            label={t("metronome.parts")}
            value={String(subdivision)}
            options={PARTS.map((key, index) => ({ id: String(index + 1), label: t(key) }))}
            onValue={(parts) => tools.setMetronome({ subdivision: Number(parts) })}
            testId="metronome-parts"
          />
          <CountIn session={session} />
          <Gradual session={session} />
          {role === "teacher" && <Presets session={session} />}
          <HearingChoice session={session} />
        </>
      )}
      <HearingWords session={session} />
      <Volume session={session} />
    </>
  );
}

function Tap({ session }: { session: LessonSession }) {
  const taps = useMemo(() => new TapTempo(), []);
  const tap = () => {
    const tempo = taps.tap(nowS());
    if (tempo !== null) session.tools.setMetronome({ tempo_bpm: tempo });
  };
  return (
    <Button onClick={tap} testId="tap">
      {t("metronome.tap")}
    </Button>
  );
}

/** The beats of the bar; each one a button that goes from strong to plain to silent. */
function Bar({ session }: { session: LessonSession }) {
  const { tools } = session;
  const { accents } = tools.metronome.value;
  const counts = Array.from({ length: MOST_BEATS }, (_, index) => String(index + 1));
  return (
    <>
      <Select
        label={t("metronome.beats")}
        value={String(accents.length)}
        options={counts.map((id) => ({ id, label: id }))}
        onValue={(count) => tools.setMetronome({ accents: withBeats(accents, Number(count)) })}
        testId="metronome-beats"
      />
      <fieldset class="accents">
        <legend class="field-label">{t("metronome.accents")}</legend>
        {accents.map((accent, index) => (
          <button
            key={index}
            type="button"
            class="accent"
            data-accent={accent}
            data-testid={`accent-${index + 1}`}
            aria-label={t("metronome.accent", {
              beat: index + 1,
              how: t(ACCENTS[accent] ?? "metronome.plain"),
            })}
            onClick={() => {
              const changed = accents.map((old, at) => (at === index ? (old + 2) % 3 : old));
              tools.setMetronome({ accents: changed });
            }}
          >
            {index + 1}
          </button>
        ))}
      </fieldset>
    </>
  );
}
