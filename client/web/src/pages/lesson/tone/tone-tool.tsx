/** A tone to tune to, or a drone to play over: the same at both ends. */
import { HIGHEST_A_HZ, hzOf, LOWEST_A_HZ } from "../../../core/notes";
import { figure, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Select } from "../../../ui/kit";
import { Slider } from "../tools/slider";
import { Volume } from "../tools/volume";
import { fullName } from "../tuner/note-name";

const LOWEST = 36;
const HIGHEST = 84;
const NOTES = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, index) => LOWEST + index);

export function ToneTool({ session }: { session: LessonSession }) {
  const { tools } = session;
  const { sounding, midi, fifth, a_hz: aHz } = tools.tone.value;
  const observes = session.lesson.value.me?.role === "observer";
  if (observes) return <Volume session={session} />;
  return (
    <>
      <p class="tone-now figure" data-testid="tone-now">
        {fullName(midi)} · {t("tuner.hz", { hz: figure(hzOf(midi, aHz), 1) })}
      </p>
      <div class="row">
        <Button
          kind={sounding ? "quiet" : "primary"}
          icon={sounding ? "stop" : "play"}
          onClick={() => tools.setTone({ sounding: !sounding })}
          testId="tone-run"
        >
          {t(sounding ? "tone.stop" : "tone.start")}
        </Button>
      </div>
      <Select
        label={t("tone.note")}
        value={String(midi)}
        options={NOTES.map((note) => ({ id: String(note), label: fullName(note) }))}
        onValue={(note) => tools.setTone({ midi: Number(note) })}
        testId="tone-note"
      />
      <label class="tone-check">
        <input
          type="checkbox"
          checked={fifth}
          data-testid="tone-fifth"
          onChange={(event) => tools.setTone({ fifth: event.currentTarget.checked })}
        />
        <span>{t("tone.fifth")}</span>
      </label>
      <Slider
        label={t("tuner.reference")}
        value={aHz}
        shown={t("tuner.hz", { hz: figure(aHz) })}
        min={LOWEST_A_HZ}
        max={HIGHEST_A_HZ}
        onValue={(a_hz) => tools.setTone({ a_hz })}
        testId="tone-reference"
      />
      <Volume session={session} />
      <p class="small soft">{t("tone.both")}</p>
    </>
  );
}
