/** The four checks: headphones on, a tone heard, a note seen, a picture there. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type PlainKey, t } from "../../i18n";
import type { CaptureProblem } from "../../media/capture";
import type { Devices } from "../../media/devices";
import { playCheck } from "../../media/tone";
import { Button, Notice, Select } from "../../ui/kit";
import { Picture } from "../../ui/media-elements";
import { Meter } from "../../ui/meter";

interface StepProps {
  onDone: () => void;
}

interface DeviceStepProps extends StepProps {
  devices: Devices;
}

export function HeadphonesStep({ devices, onDone }: DeviceStepProps) {
  const none = useSignal(devices.speaker.peek());
  const done = (speaker: boolean) => {
    void devices.setSpeaker(speaker);
    onDone();
  };
  return (
    <>
      <p>{t("headphones.ask")}</p>
      <p class="small soft">{t("headphones.bluetooth")}</p>
      {none.value && (
        <Notice tone="warn" live title={t("headphones.none.title")}>
          <p>{t("headphones.none.text")}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind="primary" onClick={() => done(none.value)} testId="headphones-on">
          {none.value ? t("check.goOn") : t("headphones.on")}
        </Button>
        {none.value ? (
          <Button onClick={() => done(false)} testId="headphones-after-all">
            {t("headphones.on")}
          </Button>
        ) : (
          <Button
            onClick={() => {
              none.value = true;
            }}
            testId="headphones-none"
          >
            {t("headphones.none")}
          </Button>
        )}
      </div>
    </>
  );
}

export function SoundStep({ devices, onDone }: DeviceStepProps) {
  const played = useSignal(false);
  const silent = useSignal(false);
  const playing = useSignal(false);
  const play = async () => {
    if (playing.value) return;
    playing.value = true;
    await playCheck(devices.output.peek()).catch(() => {});
    playing.value = false;
    played.value = true;
  };
  return (
    <>
      <p>{t("sound.ask")}</p>
      <div class="row">
        <Button kind={played.value ? "quiet" : "primary"} icon="play" onClick={play} testId="play-tone">
          {playing.value ? t("sound.playing") : played.value ? t("sound.again") : t("sound.play")}
        </Button>
        {played.value && (
          <>
            <Button kind="primary" onClick={onDone} testId="tone-heard">
              {t("sound.heard")}
            </Button>
            <Button
              onClick={() => {
                silent.value = true;
              }}
              testId="tone-not-heard"
            >
              {t("sound.notHeard")}
            </Button>
          </>
        )}
      </div>
      {silent.value && (
        <Notice tone="warn" live title={t("sound.help.title")}>
          <p>{t("sound.help.text")}</p>
        </Notice>
      )}
      <DeviceSelect devices={devices} kind="output" label="device.output" />
    </>
  );
}

const HEARD_DBFS = -42;
/** About a second of it: a note, not a door. */
const HEARD_TIMES = 4;

export function MicrophoneStep({ devices, onDone }: DeviceStepProps) {
  const { track, problem, opening } = devices.microphone;
  const heard = useRef(0);
  const enough = useSignal(false);
  useEffect(() => {
    if (!track.peek()) void devices.openMicrophone();
  }, [devices]);
  const listen = (dbfs: number) => {
    if (dbfs > HEARD_DBFS) heard.current += 1;
    if (heard.current >= HEARD_TIMES) enough.value = true;
  };
  if (problem.value) return <ProblemNotice kind="microphone" problem={problem.value} devices={devices} />;
  return (
    <>
      <p>{opening.value && !track.value ? t("microphone.allow") : t("microphone.ask")}</p>
      <Meter track={track.value} label={t("microphone.level")} onLevel={listen} testId="own-level" />
      <p class="small" role="status">
        {enough.value ? t("microphone.heard") : t("microphone.waiting")}
      </p>
      <DeviceSelect devices={devices} kind="audio" label="device.microphone" />
      <div class="row">
        <Button
          kind={enough.value ? "primary" : "quiet"}
          disabled={!track.value}
          onClick={onDone}
          testId="microphone-done"
        >
          {enough.value ? t("microphone.moves") : t("check.goOn")}
        </Button>
      </div>
    </>
  );
}

export function CameraStep({ devices, onDone }: DeviceStepProps) {
  const { track, problem } = devices.camera;
  useEffect(() => {
    if (!track.peek() && problem.peek() === null) devices.setCamera(true);
  }, [devices]);
  const without = () => {
    devices.setCamera(false);
    onDone();
  };
  return (
    <>
      {problem.value ? (
        <ProblemNotice kind="camera" problem={problem.value} devices={devices} />
      ) : (
        <>
          <p>{t("camera.ask")}</p>
          <div class="preview">
            <Picture track={track.value} label={t("camera.own")} mirrored testId="own-picture" />
          </div>
          <DeviceSelect devices={devices} kind="video" label="device.camera" />
        </>
      )}
      <div class="row">
        {track.value && (
          <Button kind="primary" onClick={onDone} testId="camera-done">
            {t("camera.there")}
          </Button>
        )}
        <Button onClick={without} testId="camera-none">
          {t("camera.without")}
        </Button>
      </div>
    </>
  );
}

const MICROPHONE_HELP: Record<CaptureProblem, [PlainKey, PlainKey]> = {
  refused: ["microphone.refused.title", "microphone.refused.text"],
  absent: ["microphone.absent.title", "microphone.absent.text"],
  busy: ["microphone.busy.title", "microphone.busy.text"],
  insecure: ["notSecure.why", "notSecure.what"],
  failed: ["microphone.busy.title", "microphone.busy.text"],
};
const CAMERA_HELP: Record<CaptureProblem, [PlainKey, PlainKey]> = {
  refused: ["camera.refused.title", "camera.refused.text"],
  absent: ["camera.absent.title", "camera.absent.text"],
  busy: ["camera.busy.title", "camera.busy.text"],
  insecure: ["notSecure.why", "notSecure.what"],
  failed: ["camera.busy.title", "camera.busy.text"],
};

interface ProblemProps {
  kind: "microphone" | "camera";
  problem: CaptureProblem;
  devices: Devices;
}

export function ProblemNotice({ kind, problem, devices }: ProblemProps) {
  const [title, text] = (kind === "microphone" ? MICROPHONE_HELP : CAMERA_HELP)[problem];
  const retry = () => void (kind === "microphone" ? devices.openMicrophone() : devices.openCamera());
  return (
    <Notice tone={kind === "microphone" ? "bad" : "calm"} live title={t(title)} testId={`${kind}-${problem}`}>
      <p>{t(text)}</p>
      <div>
        <Button size="small" onClick={retry} testId={`${kind}-retry`}>
          {t("tryAgain")}
        </Button>
      </div>
    </Notice>
  );
}

interface DeviceSelectProps {
  devices: Devices;
  kind: "audio" | "video" | "output";
  label: "device.output" | "device.microphone" | "device.camera";
}

/** Only where there is a choice: one device needs no menu. */
export function DeviceSelect({ devices, kind, label }: DeviceSelectProps) {
  const known = devices.known.value[kind].filter((device) => device.label !== "");
  if (known.length < 2) return null;
  const open = kind === "audio" ? devices.microphone : kind === "video" ? devices.camera : null;
  const current = open?.track.value?.getSettings().deviceId ?? devices.chosen.value[kind] ?? "default";
  return (
    <Select
      label={t(label)}
      value={current}
      options={known}
      onValue={(id) => void devices.choose(kind, id)}
      testId={`choose-${kind}`}
    />
  );
}
