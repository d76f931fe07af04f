/** Join: who you are to meet, four checks that can be done or left, and the door. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { allThere, type Checked, keepChecked, markOf, readChecked } from "../../core/checked";
import type { InviteClaims } from "../../core/invite";
import { t } from "../../i18n";
import { audioContext } from "../../media/audio-context";
import type { Devices } from "../../media/devices";
import type { InviteInfo } from "../../session/api";
import { storage } from "../../session/browser";
import { Button, Notice } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { SameAsLast } from "./same-as-last";
import { CheckStep, type StepName, stepsFor } from "./step";
import { CameraStep, HeadphonesStep, MicrophoneStep, SoundStep } from "./steps";
import { outputLabel } from "./wireless-notice";

export interface JoinPageProps {
  claims: InviteClaims;
  info: InviteInfo | null;
  devices: Devices;
  onEnter: () => void;
}

export function JoinPage({ claims, info, devices, onEnter }: JoinPageProps) {
  const steps = stepsFor(claims.role);
  const open = useSignal<StepName | null>("headphones");
  const done = useSignal<ReadonlySet<StepName>>(new Set());
  const entering = useSignal(false);
  const blocked = useSignal(false);
  const same = useSameAsLast(devices, claims);

  const finish = (step: StepName) => {
    done.value = new Set([...done.value, step]);
    if (open.value === step) open.value = steps.find((next) => !done.value.has(next)) ?? null;
    if (done.value.size === steps.length) remember(devices);
    focusOn(open.value);
  };
  const enter = async () => {
    if (entering.value) return;
    entering.value = true;
    // The click that enters is also the one that lets the browser play sound.
    audioContext();
    if (steps.includes("microphone")) await devices.openWanted();
    entering.value = false;
    const refused = devices.microphone.problem.value !== null;
    if (refused && !blocked.value) {
      // Say it once, with the remedy; whoever presses again may come in and listen.
      blocked.value = true;
      same.value = null;
      open.value = "microphone";
    } else onEnter();
  };

  const ready = done.value.size === steps.length || same.value !== null;
  return (
    <Shell page="join" title={greeting(claims, info)} narrow>
      <Who claims={claims} info={info} />
      {same.value ? (
        <SameAsLast
          checked={same.value}
          devices={devices}
          onAll={() => {
            same.value = null;
          }}
        />
      ) : (
        <ol class="checks">
          {steps.map((name, index) => (
            <CheckStep
              key={name}
              name={name}
              number={index + 1}
              open={open.value === name}
              done={done.value.has(name)}
              onOpen={() => {
                open.value = open.value === name ? null : name;
              }}
            >
              <StepBody name={name} devices={devices} onDone={() => finish(name)} />
            </CheckStep>
          ))}
        </ol>
      )}
      <EnterRow ready={ready} blocked={blocked} entering={entering.value} devices={devices} onEnter={enter} />
    </Shell>
  );
}

/** What was checked here before, if all of it is plugged in today; then one step is enough. */
function useSameAsLast(devices: Devices, claims: InviteClaims): Signal<Checked | null> {
  const same = useSignal<Checked | null>(null);
  useEffect(() => {
    const checked = claims.role === "observer" ? null : readChecked(storage("localStorage"));
    void devices.refresh().then(() => {
      if (checked && allThere(checked, devices.known.peek())) same.value = checked;
    });
  }, [devices]);
  return same;
}

/** The button that was pressed has gone with its step; who has no mouse goes on at the next one. */
function focusOn(step: StepName | null): void {
  const next = step ? `[data-testid=check-${step}] .check-head` : "[data-testid=enter]";
  requestAnimationFrame(() => document.querySelector<HTMLElement>(next)?.focus());
}

function remember(devices: Devices): void {
  const microphone = devices.microphone.track.peek()?.label ?? "";
  const camera = devices.camera.track.peek()?.label;
  if (microphone === "") return;
  keepChecked(storage("localStorage"), {
    microphone: markOf(microphone),
    camera: camera ? markOf(camera) : null,
    output: markOf(outputLabel(devices)),
    speaker: devices.speaker.peek(),
  });
}

/** The teacher is not told that they are about to meet themselves. */
function greeting(claims: InviteClaims, info: InviteInfo | null): string {
  return info && claims.role !== "teacher" ? t("join.meet", { teacher: info.teacher }) : t("join.title");
}

function Who({ claims, info }: { claims: InviteClaims; info: InviteInfo | null }) {
  const own = claims.name ? t("join.youAre", { name: claims.name }) : "";
  return (
    <p class="lead" data-testid="who">
      {[info?.instrument ? t("join.lesson", { instrument: info.instrument }) : "", own]
        .filter(Boolean)
        .join(" ")}
    </p>
  );
}

function StepBody({ name, devices, onDone }: { name: StepName; devices: Devices; onDone: () => void }) {
  switch (name) {
    case "headphones":
      return <HeadphonesStep devices={devices} onDone={onDone} />;
    case "sound":
      return <SoundStep devices={devices} onDone={onDone} />;
    case "microphone":
      return <MicrophoneStep devices={devices} onDone={onDone} />;
    case "camera":
      return <CameraStep devices={devices} onDone={onDone} />;
  }
}

interface EnterRowProps {
  ready: boolean;
  blocked: Signal<boolean>;
  entering: boolean;
  devices: Devices;
  onEnter: () => void;
}

function EnterRow({ ready, blocked, entering, devices, onEnter }: EnterRowProps) {
  const without = blocked.value && devices.microphone.problem.value !== null;
  return (
    <div class="enter stack">
      {without && (
        <Notice tone="warn" live title={t("join.noMicrophone.title")} testId="no-microphone">
          <p>{t("join.noMicrophone.text")}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind="primary" size="large" disabled={entering} onClick={onEnter} testId="enter">
          {without ? t("join.enterWithout") : t("join.enter")}
        </Button>
        {!ready && !without && <span class="small soft">{t("join.skip")}</span>}
      </div>
      <p class="small">
        <a href="/check">{t("network.link")}</a>
      </p>
    </div>
  );
}
