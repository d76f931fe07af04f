/** Counting in, and a tempo that changes little by little. */
import { useSignal } from "@preact/signals";
import { clampTempo, FASTEST_BPM, SLOWEST_BPM } from "../../../core/metronome";
import { figure, type PlainKey, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Select } from "../../../ui/kit";
import { Slider } from "../tools/slider";

const COUNTS: readonly PlainKey[] = ["metronome.count.0", "metronome.count.1", "metronome.count.2"];
const BARS = [2, 4, 8, 16, 32];
const FASTER_BPM = 20;
const MOST_BEATS = 512;

export function CountIn({ session }: { session: LessonSession }) {
  const { countIn } = session.tools;
  return (
    <Select
      label={t("metronome.count")}
      value={String(countIn.value)}
      options={COUNTS.map((key, bars) => ({ id: String(bars), label: t(key) }))}
      onValue={(bars) => {
        countIn.value = Number(bars);
      }}
      testId="metronome-count-in"
    />
  );
}

export function Gradual({ session }: { session: LessonSession }) {
  const { tools } = session;
  const { accents } = tools.metronome.value;
  const chosen = useSignal<number | null>(null);
  const bars = useSignal(8);
  const to = chosen.value ?? clampTempo(tools.tempo.value + FASTER_BPM);
  const begin = () =>
    tools.setMetronome({
      running: true,
      tempo_bpm: tools.tempo.peek(),
      ramp_to_bpm: to,
      ramp_beats: Math.min(MOST_BEATS, bars.peek() * accents.length),
    });
  return (
    <details class="help" data-testid="gradual">
      <summary>{t("metronome.gradual")}</summary>
      <div class="stack">
        <Slider
          label={t("metronome.gradual.to")}
          value={to}
          shown={t("metronome.bpm", { bpm: figure(to) })}
          min={SLOWEST_BPM}
          max={FASTEST_BPM}
          onValue={(bpm) => {
            chosen.value = clampTempo(bpm);
          }}
          testId="gradual-to"
        />
        <Select
          label={t("metronome.gradual.bars")}
          value={String(bars.value)}
          options={BARS.map((count) => ({ id: String(count), label: figure(count) }))}
          onValue={(count) => {
            bars.value = Number(count);
          }}
          testId="gradual-bars"
        />
        <Button onClick={begin} testId="gradual-begin">
          {t("metronome.gradual.begin")}
        </Button>
      </div>
    </details>
  );
}
