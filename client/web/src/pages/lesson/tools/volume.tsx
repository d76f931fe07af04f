/** How loud click and tone are at this end alone. */
import { figure, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Slider } from "./slider";

export function Volume({ session }: { session: LessonSession }) {
  const { tools } = session;
  const percent = Math.round(tools.volume.value * 100);
  return (
    <Slider
      label={t("tools.volume")}
      value={percent}
      shown={`${figure(percent)} %`}
      min={0}
      max={100}
      step={10}
      onValue={(value) => tools.setVolume(value / 100)}
      testId="tool-volume"
    />
  );
}
