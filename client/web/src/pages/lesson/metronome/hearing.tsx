/** How the click is heard at the two ends, and what that means, in words. */

import type { Hearing } from "../../../core/metronome";
import { figure, type PlainKey, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Select } from "../../../ui/kit";

const WAYS: Record<Hearing, PlainKey> = {
  together: "metronome.hear.together",
  follow: "metronome.hear.follow",
  local: "metronome.hear.local",
};

export function HearingChoice({ session }: { session: LessonSession }) {
  const { tools } = session;
  const { hearing } = tools.metronome.value;
  return (
    <Select
      label={t("metronome.hear")}
      value={hearing}
      options={Object.entries(WAYS).map(([id, key]) => ({ id, label: t(key) }))}
      onValue={(way) => tools.setMetronome({ hearing: way as Hearing })}
      testId="metronome-hearing"
    />
  );
}

export function HearingWords({ session }: { session: LessonSession }) {
  const { hearing, accents } = session.tools.metronome.value;
  const words = {
    together: () => t("metronome.why.together", { beats: figure(accents.length) }),
    follow: () => t("metronome.why.follow"),
    local: () => t("metronome.why.local"),
  };
  return (
    <p class="small soft" data-testid="metronome-why">
      {words[hearing]()}
    </p>
  );
}
