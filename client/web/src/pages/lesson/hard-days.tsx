/** What is hard today, one sentence each: what happens, and what to do. The lesson goes on below. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { PlugNote } from "../../core/plugs";
import { t } from "../../i18n";
import type { LessonSession } from "../../session/lesson-session";
import type { PlugKind } from "../../session/plugs";
import { Button, Notice } from "../../ui/kit";

/** More at once would hide the lesson; the next one shows when one of these is over or closed. */
const AT_ONCE = 2;

export function HardDays({ session }: { session: LessonSession }) {
  const { offline, slept, plugs, battery } = session.hardships;
  const readBattery = useSignal(false);
  const readRelay = useSignal(false);
  const readLost = useSignal(false);
  const { stage } = session.companion;
  useSignalEffect(() => {
    if (stage.value === "carrying") readLost.value = false;
  });
  const said = [
    offline.value && <Offline key="offline" />,
    stage.value === "lost" && !readLost.value && <Lost key="companion" read={readLost} />,
    slept.value !== null && <Slept key="slept" minutes={Math.round(slept.value / 60)} />,
    ...[...plugs.notes.value].map(
      ([kind, note]) =>
        (note.what === "back" || note.now !== null) && (
          <Plug key={kind} kind={kind} note={note} session={session} />
        ),
    ),
    battery.value !== null && !readBattery.value && (
      <LowBattery key="battery" percent={battery.value} read={readBattery} />
    ),
    isRelayed(session) && !readRelay.value && <Relayed key="relay" read={readRelay} />,
  ];
  return <>{said.filter(Boolean).slice(0, AT_ONCE)}</>;
}

/** A relay that hides an address is meant to be there; one that a firewall forces upon us is a hard day. */
function isRelayed(session: LessonSession): boolean {
  return [...session.quality.value.values()].some(({ relayed, relayOnly }) => relayed && !relayOnly);
}

function Offline() {
  return (
    <Notice tone="warn" icon="warning" title={t("hard.offline.title")} testId="hard-offline">
      <p>{t("hard.offline.text")}</p>
    </Notice>
  );
}

function Lost({ read }: { read: Signal<boolean> }) {
  return (
    <Notice tone="warn" icon="speaker" title={t("companion.lost.title")} testId="companion-lost">
      <p>{t("companion.lost.text")}</p>
      <Close onClose={() => put(read)} />
    </Notice>
  );
}

function Slept({ minutes }: { minutes: number }) {
  return (
    <Notice icon="wait" title={t("hard.slept.title")} testId="hard-slept">
      <p>{t("hard.slept.text", { minutes })}</p>
    </Notice>
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
  const text = kind === "microphone" ? "plug.microphone" : "plug.output";
  return (
    <Notice tone="warn" title={t("plug.lost", { lost: note.lost })} testId={`plug-lost-${kind}`}>
      <p>{t(text, { now: note.now ?? "" })}</p>
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

function LowBattery({ percent, read }: { percent: number; read: Signal<boolean> }) {
  return (
    <Notice tone="warn" title={t("hard.battery.title", { percent })} testId="hard-battery">
      <p>{t("hard.battery.text")}</p>
      <Close onClose={() => put(read)} />
    </Notice>
  );
}

function Relayed({ read }: { read: Signal<boolean> }) {
  return (
    <Notice icon="info" title={t("hard.relay.title")} testId="hard-relay">
      <p class="small">{t("parts.relayCost")}</p>
      <Close onClose={() => put(read)} />
    </Notice>
  );
}

function put(read: Signal<boolean>): void {
  read.value = true;
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
