/** The toolbar: large buttons with words, the same place for teacher and pupil. */
import type { Signal } from "@preact/signals";
import { knocking } from "../../core/lesson-state";
import { t } from "../../i18n";
import type { LessonSession } from "../../session/lesson-session";
import { Icon, type IconName } from "../../ui/icons";
import type { PanelName } from "./lesson-page";

interface Props {
  session: LessonSession;
  panel: Signal<PanelName | null>;
  score: Signal<boolean>;
}

export function LessonToolbar({ session, panel, score }: Props) {
  const lesson = session.lesson.value;
  const waiting = lesson.me?.role === "teacher" ? knocking(lesson).length : 0;
  return (
    <nav class="toolbar" aria-label={t("toolbar")}>
      {lesson.me?.role !== "observer" && <OwnTools session={session} />}
      {lesson.me?.role === "teacher" && (
        <PanelTool name="profile" icon="profile" word={t("toolbar.profile")} panel={panel} />
      )}
      <PaperTools session={session} panel={panel} score={score} />
      <PanelTool name="tools" icon="tools" word={t("toolbar.tools")} panel={panel} />
      <PanelTool
        name="people"
        icon="people"
        word={t("toolbar.people")}
        panel={panel}
        {...(waiting > 0 ? { badge: waiting } : {})}
      />
      <Tool icon="leave" word={t("toolbar.leave")} danger onClick={() => session.leave()} testId="leave" />
    </nav>
  );
}

/** Score, notes and chat. A new chat line is said once, in few words, and counted on the button. */
function PaperTools({ session, panel, score }: Props) {
  const { table } = session;
  const { chat, me } = session.lesson.value;
  const unread = chat.slice(table.read.value).filter(({ participant }) => participant !== me?.participant);
  const shown = panel.value === "chat" ? 0 : unread.length;
  return (
    <>
      <Tool
        icon="score"
        word={t("toolbar.score")}
        expanded={score.value}
        onClick={() => {
          score.value = !score.value;
        }}
        testId="open-score"
      />
      <PanelTool name="notes" icon="notes" word={t("toolbar.notes")} panel={panel} />
      <PanelTool
        name="chat"
        icon="chat"
        word={t("toolbar.chat")}
        panel={panel}
        {...(shown > 0 ? { badge: shown } : {})}
      />
      <span class="unseen" role="status">
        {shown > 0 ? t("chat.new", { name: unread.at(-1)?.name ?? "" }) : ""}
      </span>
    </>
  );
}

function OwnTools({ session }: { session: LessonSession }) {
  const { microphone, camera } = session.devices;
  const microphoneOn = session.microphoneOn.value && microphone.track.value !== null;
  const cameraOn = camera.track.value !== null;
  return (
    <>
      <Tool
        icon={microphoneOn ? "microphone" : "microphoneOff"}
        word={t(microphoneOn ? "toolbar.microphone.on" : "toolbar.microphone.off")}
        off={!microphoneOn}
        onClick={() => session.toggleMicrophone()}
        testId="toggle-microphone"
      />
      <Tool
        icon={cameraOn ? "camera" : "cameraOff"}
        word={t(cameraOn ? "toolbar.camera.on" : "toolbar.camera.off")}
        off={!cameraOn}
        onClick={() => session.toggleCamera()}
        testId="toggle-camera"
      />
    </>
  );
}

interface ToolProps {
  icon: IconName;
  word: string;
  onClick: () => void;
  off?: boolean;
  danger?: boolean;
  badge?: number;
  expanded?: boolean;
  testId: string;
}

function Tool({ icon, word, onClick, off = false, danger = false, badge, expanded, testId }: ToolProps) {
  return (
    <button
      type="button"
      class={danger ? "tool tool-danger" : "tool"}
      data-off={off}
      aria-expanded={expanded}
      data-testid={testId}
      onClick={onClick}
    >
      <span class="tool-icon">
        <Icon name={icon} />
        {badge !== undefined && <span class="badge">{badge}</span>}
      </span>
      <span class="tool-word">{word}</span>
    </button>
  );
}

interface PanelToolProps {
  name: PanelName;
  icon: IconName;
  word: string;
  badge?: number;
  panel: Signal<PanelName | null>;
}

function PanelTool({ name, panel, ...rest }: PanelToolProps) {
  const open = panel.value === name;
  const toggle = () => {
    panel.value = open ? null : name;
  };
  return <Tool {...rest} expanded={open} onClick={toggle} testId={`open-${name}`} />;
}
