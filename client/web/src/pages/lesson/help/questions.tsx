/** What a teacher asks of the person at this page, and what came of it. Nothing happens before a yes. */
import type { ComponentChildren } from "preact";
import { type PlainKey, t } from "../../../i18n";
import type { Asked, Question } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Notice } from "../../../ui/kit";
import { DeviceSelect } from "../../join/steps";
import { MeasuringNote } from "./measuring-note";

type Plain = Exclude<Question, "choose_microphone" | "choose_camera">;

const YES: Record<Plain, PlainKey> = {
  microphone: "asked.microphone.yes",
  camera: "asked.camera.yes",
  layout_talk: "asked.yes",
  layout_play: "asked.yes",
  layout_score: "asked.yes",
  speaker_on: "asked.yes",
  speaker_off: "asked.headphones.yes",
  tuner: "asked.yes",
  second_camera: "asked.secondCamera.yes",
  measure_sound: "asked.measureSound.yes",
};

export function Questions({ session }: { session: LessonSession }) {
  const { tools } = session;
  return (
    <>
      {tools.asks.value.map((asked) => (
        <OneQuestion key={asked.ask} asked={asked} session={session} />
      ))}
      <MutedNote session={session} />
      <ReplyNote session={session} />
      <SilentNote session={session} />
      <MeasuringNote session={session} />
    </>
  );
}

function OneQuestion({ asked, session }: { asked: Asked; session: LessonSession }) {
  const { question, name } = asked;
  const chooses = question === "choose_microphone" || question === "choose_camera";
  return (
    <div data-testid="asked-me" data-question={question}>
      <Notice icon="people" title={title(question, name)}>
        {chooses && (
          <DeviceSelect
            devices={session.devices}
            kind={question === "choose_microphone" ? "audio" : "video"}
            label={question === "choose_microphone" ? "device.microphone" : "device.camera"}
          />
        )}
        {question === "measure_sound" && <p class="small">{t("asked.measureSound.text")}</p>}
        <div class="row">
          <Button kind="primary" onClick={() => session.tools.answer(asked, true)} testId="answer-yes">
            {t(chooses ? "asked.done" : YES[question])}
          </Button>
          <Button onClick={() => session.tools.answer(asked, false)} testId="answer-no">
            {t("asked.no")}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

function title(question: Question, name: string): string {
  switch (question) {
    case "microphone":
      return t("asked.microphone", { name });
    case "camera":
      return t("asked.camera", { name });
    case "choose_microphone":
      return t("asked.chooseMicrophone", { name });
    case "choose_camera":
      return t("asked.chooseCamera", { name });
    case "layout_talk":
      return t("asked.layoutTalk", { name });
    case "layout_play":
      return t("asked.layoutPlay", { name });
    case "layout_score":
      return t("asked.layoutScore", { name });
    case "speaker_on":
      return t("asked.speakerOn", { name });
    case "speaker_off":
      return t("asked.speakerOff", { name });
    case "tuner":
      return t("asked.tuner", { name });
    case "second_camera":
      return t("asked.secondCamera", { name });
    case "measure_sound":
      return t("asked.measureSound", { name });
  }
}

function MutedNote({ session }: { session: LessonSession }) {
  const muted = session.tools.muted.value;
  if (!muted || (!muted.microphone && !muted.camera)) return null;
  const key =
    muted.microphone && muted.camera ? "muted.both" : muted.microphone ? "muted.microphone" : "muted.camera";
  return (
    <Closable
      title={t(key)}
      onClose={() => {
        session.tools.muted.value = null;
      }}
      testId="muted"
    >
      <p class="small">{t("muted.text")}</p>
    </Closable>
  );
}

function ReplyNote({ session }: { session: LessonSession }) {
  const reply = session.tools.reply.value;
  const person = session.lesson.value.participants.find(({ id }) => id === reply?.participant);
  if (!reply || !person) return null;
  return (
    <Closable
      title={t(reply.yes ? "reply.yes" : "reply.no", { name: person.name })}
      onClose={() => {
        session.tools.reply.value = null;
      }}
      testId="reply"
    />
  );
}

function SilentNote({ session }: { session: LessonSession }) {
  if (session.notes.mine.value !== "silent") return null;
  return (
    <Notice tone="warn" icon="microphone" title={t("own.silent")} testId="own-silent">
      <p class="small">{t("own.silent.text")}</p>
    </Notice>
  );
}

interface ClosableProps {
  title: string;
  onClose: () => void;
  testId: string;
  children?: ComponentChildren;
}

function Closable({ title: said, onClose, testId, children }: ClosableProps) {
  return (
    <Notice title={said} testId={testId}>
      {children}
      <div>
        <Button size="small" onClick={onClose}>
          {t("close")}
        </Button>
      </div>
    </Notice>
  );
}
