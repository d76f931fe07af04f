/** What the person whose microphone is measured reads: meanwhile, and what came of it. */
import { type PlainKey, t } from "../../../i18n";
import type { Measured, Processing } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Notice } from "../../../ui/kit";
import { PROCESSING } from "../sound-marks";

export function MeasuringNote({ session }: { session: LessonSession }) {
  const { running, found, told } = session.measuring;
  if (running.value)
    return (
      <Notice icon="microphone" title={t("measuring.title")} testId="measuring">
        <p class="small">{t("measuring.text")}</p>
      </Notice>
    );
  if (told.value || !found.value) return null;
  const on = foundOn(found.value);
  const unclear = on.length === 0 && Object.values(found.value).includes("unknown");
  return (
    <Notice
      tone={on.length > 0 ? "warn" : "calm"}
      icon="microphone"
      title={t(result(on, unclear))}
      testId="measured"
    >
      {on.length > 0 && <p class="small">{on.map((name) => t(PROCESSING[name])).join(" · ")}</p>}
      {unclear && <p class="small">{t("measured.unclear.text")}</p>}
      <div class="row">
        {unclear && (
          <Button size="small" onClick={() => void session.measuring.start()} testId="measure-again">
            {t("measured.again")}
          </Button>
        )}
        <Button
          size="small"
          onClick={() => {
            told.value = true;
          }}
        >
          {t("close")}
        </Button>
      </div>
    </Notice>
  );
}

function foundOn(found: Measured): Processing[] {
  return (Object.keys(PROCESSING) as Processing[]).filter((name) => found[name] === "on");
}

function result(on: readonly Processing[], unclear: boolean): PlainKey {
  if (on.length > 0) return "measured.changed";
  return unclear ? "measured.unclear" : "measured.clean";
}
