/** The tools beside the picture, one at a time: arrow keys go from tab to tab. */
import { type PlainKey, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import type { ToolName } from "../../../session/lesson-tools";
import { Panel } from "../../../ui/kit";
import { KeyboardTool } from "../keyboard/keyboard-tool";
import { LayoutTool } from "../layout/layout-tool";
import { MetronomeTool } from "../metronome/metronome-tool";
import { RecordingTool } from "../recording/recording-tool";
import { TimerTool } from "../timer/timer-tool";
import { ToneTool } from "../tone/tone-tool";
import { TrackTool } from "../track/track-tool";
import { TunerTool } from "../tuner/tuner-tool";

const NAMES: readonly ToolName[] = [
  "metronome",
  "track",
  "tuner",
  "tone",
  "keyboard",
  "timer",
  "recording",
  "layout",
];
const WORDS: Record<ToolName, PlainKey> = {
  metronome: "tools.metronome",
  track: "tools.track",
  tuner: "tools.tuner",
  tone: "tools.tone",
  keyboard: "tools.keyboard",
  timer: "tools.timer",
  recording: "tools.recording",
  layout: "tools.layout",
};

interface Props {
  session: LessonSession;
  onClose: () => void;
}

export function ToolsPanel({ session, onClose }: Props) {
  const { tool } = session.tools;
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = NAMES[(NAMES.indexOf(tool.peek()) + step + NAMES.length) % NAMES.length] ?? "metronome";
    tool.value = next;
    document.getElementById(`tool-${next}`)?.focus();
  };
  return (
    <Panel title={t("tools.title")} onClose={onClose} testId="tools-panel">
      <div class="tabs" role="tablist" aria-label={t("tools.title")} onKeyDown={move}>
        {NAMES.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            class="tab"
            id={`tool-${name}`}
            aria-selected={tool.value === name}
            aria-controls="tool-shown"
            tabIndex={tool.value === name ? 0 : -1}
            data-testid={`tool-${name}`}
            onClick={() => {
              tool.value = name;
            }}
          >
            {t(WORDS[name])}
          </button>
        ))}
      </div>
      <div id="tool-shown" class="stack" role="tabpanel" aria-labelledby={`tool-${tool.value}`}>
        <Shown session={session} name={tool.value} />
      </div>
    </Panel>
  );
}

function Shown({ session, name }: { session: LessonSession; name: ToolName }) {
  switch (name) {
    case "metronome":
      return <MetronomeTool session={session} />;
    case "track":
      return <TrackTool session={session} />;
    case "tuner":
      return <TunerTool session={session} />;
    case "tone":
      return <ToneTool session={session} />;
    case "keyboard":
      return <KeyboardTool session={session} />;
    case "timer":
      return <TimerTool session={session} />;
    case "recording":
      return <RecordingTool session={session} />;
    case "layout":
      return <LayoutTool session={session} />;
  }
}
