/** What a teacher can do for somebody at the other end: hear them better, ask them, mute them. */
import { useSignal } from "@preact/signals";
import { figure, type PlainKey, t } from "../../../i18n";
import type { ParticipantView, Question } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Select } from "../../../ui/kit";
import { Slider } from "../tools/slider";
import { ProcessingTable } from "./processing-table";

const MOST_DB = 24;
const GAIN_STEP_DB = 3;

interface Props {
  session: LessonSession;
  person: ParticipantView;
}

export function Help({ session, person }: Props) {
  const { tools } = session;
  const gain = person.gain_db ?? 0;
  return (
    <details class="help" data-testid="help">
      <summary>{t("help.title", { name: person.name })}</summary>
      <div class="stack">
        <div class="row">
          {person.microphone !== false && (
            <Button
              size="small"
              icon="microphoneOff"
              onClick={() => tools.mute(person.id, { microphone: true })}
              testId="mute-microphone"
            >
              {t("help.mute.microphone")}
            </Button>
          )}
          {(person.camera !== false || person.second_camera) && (
            <Button
              size="small"
              icon="cameraOff"
              onClick={() => tools.mute(person.id, { camera: true })}
              testId="mute-camera"
            >
              {t("help.mute.camera")}
            </Button>
          )}
        </div>
        {person.role !== "observer" && (
          <Slider
            label={t("help.gain")}
            value={gain}
            shown={t("help.db", { db: `${gain > 0 ? "+" : gain < 0 ? "−" : ""}${figure(Math.abs(gain))}` })}
            min={-MOST_DB}
            max={MOST_DB}
            step={GAIN_STEP_DB}
            onValue={(db) => tools.setGain(person.id, db)}
            testId="gain"
          />
        )}
        {person.role !== "observer" && <ProcessingTable session={session} person={person} />}
        <AskFor session={session} person={person} />
      </div>
    </details>
  );
}

/** What has a button of its own is not in the list. */
type Listed = Exclude<Question, "measure_sound">;

const ASK: Record<Listed, PlainKey> = {
  microphone: "help.ask.microphone",
  camera: "help.ask.camera",
  choose_microphone: "help.ask.chooseMicrophone",
  choose_camera: "help.ask.chooseCamera",
  second_camera: "help.ask.secondCamera",
  layout_talk: "help.ask.layoutTalk",
  layout_play: "help.ask.layoutPlay",
  layout_score: "help.ask.layoutScore",
  speaker_on: "help.ask.speakerOn",
  speaker_off: "help.ask.speakerOff",
  tuner: "help.ask.tuner",
};

/** What makes sense to ask: nobody is asked for what is on already. */
function questionsFor(person: ParticipantView): Listed[] {
  return [
    ...(person.microphone === false ? (["microphone"] as const) : []),
    ...(person.camera === false ? (["camera"] as const) : []),
    "tuner",
    "layout_play",
    "layout_talk",
    "layout_score",
    "choose_microphone",
    "choose_camera",
    ...(person.second_camera ? [] : (["second_camera"] as const)),
    person.speaker ? "speaker_off" : "speaker_on",
  ];
}

function AskFor({ session, person }: Props) {
  const chosen = useSignal<Listed | null>(null);
  const asked = useSignal<Listed | null>(null);
  const questions = questionsFor(person);
  const question =
    chosen.value && questions.includes(chosen.value) ? chosen.value : (questions[0] ?? "tuner");
  const ask = () => {
    session.tools.ask(person.id, question);
    asked.value = question;
  };
  return (
    <>
      <Select
        label={t("help.ask")}
        value={question}
        options={questions.map((id) => ({ id, label: t(ASK[id]) }))}
        onValue={(id) => {
          chosen.value = id as Listed;
        }}
        testId="question"
      />
      <div class="row">
        <Button size="small" kind="primary" onClick={ask} testId="ask">
          {t("help.ask.send")}
        </Button>
      </div>
      <p class="small soft" role="status" data-testid="asked">
        {asked.value ? t("help.asked", { name: person.name }) : t("help.decides", { name: person.name })}
      </p>
    </>
  );
}
