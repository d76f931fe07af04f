/** The four checks: headphones on, a tone heard, a note seen, a picture there. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type PlainKey, t } from "../../i18n";
import type { Devices } from "../../media/devices";
import { playCheck } from "../../media/tone";
import { Button, Notice } from "../../ui/kit";
import { Picture } from "../../ui/media-elements";
import { Meter } from "../../ui/meter";
import { DeviceSelect } from "./device-select";
import { ProblemNotice } from "./problem-notice";
import { WirelessNotice } from "./wireless-notice";

export { DeviceSelect, ProblemNotice };

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
      <WirelessNotice devices={devices} part="output" />
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

/** What to try, one thing at a time; the last one lets nobody stand before a closed door. */
const SOUND_HELP: readonly PlainKey[] = ["sound.help.volume", "sound.help.plug", "sound.help.other"];

export function SoundStep({ devices, onDone }: DeviceStepProps) {
  const played = useSignal(false);
  const noes = useSignal(0);
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
                noes.value += 1;
                played.value = false;
              }}
              testId="tone-not-heard"
            >
              {t("sound.notHeard")}
            </Button>
          </>
        )}
      </div>
      <SoundHelp noes={noes.value} onDone={onDone} />
      <WirelessNotice devices={devices} part="output" />
      <DeviceSelect devices={devices} kind="output" label="device.output" />
    </>
  );
}

function SoundHelp({ noes, onDone }: StepProps & { noes: number }) {
  const help = SOUND_HELP[Math.min(noes, SOUND_HELP.length) - 1];
  if (!help) return null;
  return (
    <Notice tone="warn" live title={t("sound.help.title")} testId="sound-help">
      <p>{t(help)}</p>
      {noes >= SOUND_HELP.length && (
        <div>
          <Button size="small" onClick={onDone} testId="sound-go-on">
            {t("check.goOn")}
          </Button>
        </div>
      )}
    </Notice>
  );
}

const HEARD_DBFS = -42;
/** About a second of it: a note, not a door. */
const HEARD_TIMES = 4;
/** Levels come five times a second; after this many quiet ones it is time to say what to try. */
const QUIET_TIMES = 50;

export function MicrophoneStep({ devices, onDone }: DeviceStepProps) {
  const { track, problem, opening } = devices.microphone;
  const heard = useRef(0);
  const looks = useRef(0);
  const enough = useSignal(false);
  const quiet = useSignal(false);
  useEffect(() => {
    if (!track.peek()) void devices.openMicrophone();
  }, [devices]);
  const listen = (dbfs: number) => {
    looks.current += 1;
    if (dbfs > HEARD_DBFS) heard.current += 1;
    if (heard.current >= HEARD_TIMES) enough.value = true;
    quiet.value = !enough.value && looks.current > QUIET_TIMES;
  };
  if (problem.value) return <ProblemNotice kind="microphone" problem={problem.value} devices={devices} />;
  return (
    <>
      <p>{opening.value && !track.value ? t("microphone.allow") : t("microphone.ask")}</p>
      <Meter track={track.value} label={t("microphone.level")} onLevel={listen} testId="own-level" />
      <p class="small" role="status">
        {enough.value ? t("microphone.heard") : t("microphone.waiting")}
      </p>
      {quiet.value && (
        <Notice
          tone="warn"
          icon="microphone"
          live
          title={t("microphone.quiet.title")}
          testId="microphone-quiet"
        >
          <p>{t("microphone.quiet.text")}</p>
        </Notice>
      )}
      <WirelessNotice devices={devices} part="microphone" />
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
