/** What is hard today, one sentence each: what happens, and what to do. The lesson goes on below. */
import { useSignal } from "@preact/signals";
import type { PlugNote } from "../../core/plugs";
import { t } from "../../i18n";
import type { LessonSession } from "../../session/lesson-session";
import type { PlugKind } from "../../session/plugs";
import { Button, Notice } from "../../ui/kit";

export function HardDays({ session }: { session: LessonSession }) {
  const { hardships } = session;
  const notes = [...hardships.plugs.notes.value];
  return (
    <>
      {hardships.offline.value && (
        <Notice tone="warn" icon="warning" title={t("hard.offline.title")} testId="hard-offline">
          <p>{t("hard.offline.text")}</p>
        </Notice>
      )}
      {hardships.slept.value !== null && (
        <Notice icon="wait" title={t("hard.slept.title")} testId="hard-slept">
          <p>{t("hard.slept.text", { minutes: Math.round(hardships.slept.value / 60) })}</p>
        </Notice>
      )}
      {notes.map(([kind, note]) => (
        <Plug key={kind} kind={kind} note={note} session={session} />
      ))}
      <LowBattery session={session} />
      <Relayed session={session} />
    </>
  );
}

interface PlugProps {
  kind: PlugKind;
  note: PlugNote;
  session: LessonSession;
}

function Plug({ kind, note, session }: PlugProps) {
  const { plugs } = session.hardships;
  const close = () => plugs.close(kind);
  if (note.what === "back")
    return (
      <Notice tone="good" title={t("plug.back", { now: note.now })} testId={`plug-back-${kind}`}>
        <Close onClose={close} />
      </Notice>
    );
  if (note.now === null) return null;
  const text = kind === "microphone" ? "plug.microphone" : "plug.output";
  return (
    <Notice tone="warn" title={t("plug.lost", { lost: note.lost })} testId={`plug-lost-${kind}`}>
      <p>{t(text, { now: note.now })}</p>
      <div class="row">
        {kind === "output" && !session.devices.speaker.value && (
          <Button
            size="small"
            kind="primary"
            onClick={() => void session.devices.setSpeaker(true)}
            testId="plug-speaker"
          >
            {t("plug.speaker")}
          </Button>
        )}
        <Close onClose={close} />
      </div>
    </Notice>
  );
}

function LowBattery({ session }: { session: LessonSession }) {
  const percent = session.hardships.battery.value;
  const read = useSignal(false);
  if (percent === null || read.value) return null;
  return (
    <Notice tone="warn" title={t("hard.battery.title", { percent })} testId="hard-battery">
      <p>{t("hard.battery.text")}</p>
      <Close
        onClose={() => {
          read.value = true;
        }}
      />
    </Notice>
  );
}

/** A firewall's relay, said once. One that hides an address is meant to be there, and not a hard day. */
function Relayed({ session }: { session: LessonSession }) {
  const read = useSignal(false);
  const relayed = [...session.quality.value.values()].some((way) => way.relayed && !way.relayOnly);
  if (!relayed || read.value) return null;
  return (
    <Notice icon="info" title={t("hard.relay.title")} testId="hard-relay">
      <p class="small">{t("parts.relayCost")}</p>
      <Close
        onClose={() => {
          read.value = true;
        }}
      />
    </Notice>
  );
}

function Close({ onClose }: { onClose: () => void }) {
  return (
    <div>
      <Button size="small" onClick={onClose} testId="close-note">
        {t("close")}
      </Button>
    </div>
  );
}
