/** The backing track: which recording, from where, how fast, in which key. Both may start and stop it. */
import { clockOf, MAX_TEMPO, MIN_TEMPO, MOST_KEY } from "../../../core/track";
import { figure, t } from "../../../i18n";
import type { TrackFile } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { FileButton } from "../../../ui/file-button";
import { Button, Notice, Select } from "../../../ui/kit";
import { Slider } from "../tools/slider";
import { LoopChoice } from "./loop-choice";
import { TrackPhaseLine } from "./phase-line";
import { Playhead } from "./playhead";
import { TRACK_PROBLEMS } from "./problems";
import { WhoLeads } from "./who-leads";

const FILES = ".wav,.flac,.mp3,.ogg,.oga,.opus,.m4a,audio/*";

export function TrackTool({ session }: { session: LessonSession }) {
  const { track } = session;
  const files = track.tracks.value;
  const state = track.state.value;
  const chosen = files.find(({ id }) => id === state.track) ?? null;
  const observes = session.lesson.value.me?.role === "observer";
  const refused = track.refused.value;
  return (
    <>
      {files.length === 0 && <p>{t(observes ? "track.none" : "track.none.add")}</p>}
      {chosen && !observes && <Chooser session={session} files={files} chosen={chosen} />}
      {chosen && observes && <p class="person-name">{chosen.name}</p>}
      {chosen && <Controls session={session} chosen={chosen} observes={observes} />}
      {!observes && <Adder session={session} />}
      {refused && (
        <Notice tone="warn" title={t(TRACK_PROBLEMS[refused])} live testId="track-refused">
          {null}
        </Notice>
      )}
    </>
  );
}

interface ChooserProps {
  session: LessonSession;
  files: readonly TrackFile[];
  chosen: TrackFile;
}

function Chooser({ session, files, chosen }: ChooserProps) {
  const { track } = session;
  return (
    <>
      <Select
        label={t("track.which")}
        value={chosen.id}
        options={files.map(({ id, name, seconds }) => ({ id, label: `${name} (${clockOf(seconds)})` }))}
        onValue={(id) => track.choose(id)}
        testId="track-which"
      />
      {session.lesson.value.me?.role === "teacher" && (
        <div>
          <Button kind="plain" size="small" onClick={() => track.remove(chosen.id)} testId="track-remove">
            {t("track.remove")}
          </Button>
        </div>
      )}
    </>
  );
}

interface ControlsProps {
  session: LessonSession;
  chosen: TrackFile;
  observes: boolean;
}

function Controls({ session, chosen, observes }: ControlsProps) {
  const { track } = session;
  const state = track.state.value;
  const percent = Math.round(track.volume.value * 100);
  return (
    <>
      <Playhead track={track} seconds={chosen.seconds} still={observes} />
      {!observes && (
        <div class="row">
          <Button
            kind={state.running ? "quiet" : "primary"}
            icon={state.running ? "stop" : "play"}
            onClick={() => (state.running ? track.stop() : track.start())}
            testId="track-run"
          >
            {t(state.running ? "track.stop" : "track.start")}
          </Button>
          <Button onClick={() => track.set({ at_s: state.loop?.from_s ?? 0 })} testId="track-back">
            {t("track.back")}
          </Button>
        </div>
      )}
      <TrackPhaseLine track={track} />
      {!observes && <WhoLeads track={track} />}
      {!observes && (
        <>
          <Slider
            label={t("track.tempo")}
            value={state.tempo_percent}
            shown={t("unit.percent", { value: figure(state.tempo_percent) })}
            min={MIN_TEMPO}
            max={MAX_TEMPO}
            step={5}
            onValue={(tempo_percent) => track.setAtRest({ tempo_percent })}
            testId="track-tempo"
          />
          <Slider
            label={t("track.key")}
            value={state.key}
            shown={keyWords(state.key)}
            min={-MOST_KEY}
            max={MOST_KEY}
            onValue={(key) => track.setAtRest({ key })}
            testId="track-key"
          />
          <LoopChoice track={track} seconds={chosen.seconds} />
        </>
      )}
      <Slider
        label={t("track.volume")}
        value={percent}
        shown={t("unit.percent", { value: figure(percent) })}
        min={0}
        max={100}
        step={10}
        onValue={(value) => track.setVolume(value / 100)}
        testId="track-volume"
      />
    </>
  );
}

function keyWords(key: number): string {
  if (key === 0) return t("track.key.same");
  return key > 0 ? t("track.key.up", { steps: key }) : t("track.key.down", { steps: -key });
}

function Adder({ session }: { session: LessonSession }) {
  const { track } = session;
  const sending = track.sending.value;
  return (
    <div class="stack-tight">
      <div>
        <FileButton
          size="small"
          disabled={sending}
          label={t("track.add")}
          said={t(sending ? "track.sending" : "track.add")}
          accept={FILES}
          onFile={(file) => void track.add(file)}
          id="track"
        />
      </div>
      <p class="small soft">{t("track.add.text")}</p>
    </div>
  );
}
