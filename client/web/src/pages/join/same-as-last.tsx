/** The whole check in one step, for who has done it on this device before. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Checked } from "../../core/checked";
import { plainLabel } from "../../core/plugs";
import { t } from "../../i18n";
import type { Devices } from "../../media/devices";
import { Icon, type IconName } from "../../ui/icons";
import { Button } from "../../ui/kit";
import { Picture } from "../../ui/media-elements";
import { Meter } from "../../ui/meter";
import { ProblemNotice } from "./problem-notice";
import { outputLabel, WirelessNotice } from "./wireless-notice";

interface Props {
  checked: Checked;
  devices: Devices;
  onAll: () => void;
}

export function SameAsLast({ checked, devices, onAll }: Props) {
  const { microphone, camera } = devices;
  useEffect(() => {
    void devices.setSpeaker(checked.speaker);
    // Who did without a picture the last time is not shown all at once.
    if (checked.camera === null) devices.setCamera(false);
    void devices.openWanted();
  }, [devices]);
  return (
    <section class="card stack same" data-testid="same-as-last">
      <h2>{t("same.title")}</h2>
      <p>{t("same.text")}</p>
      {microphone.problem.value ? (
        <ProblemNotice kind="microphone" problem={microphone.problem.value} devices={devices} />
      ) : (
        <Meter track={microphone.track.value} label={t("microphone.level")} testId="own-level" />
      )}
      <div class="same-side">
        {camera.track.value && (
          <div class="preview preview-small">
            <Picture track={camera.track.value} label={t("camera.own")} mirrored testId="own-picture" />
          </div>
        )}
        <ul class="plain-list same-list">
          <Part icon="headphones">
            {checked.speaker ? t("same.speaker") : plainLabel(outputLabel(devices)) || t("same.headphones")}
          </Part>
          {microphone.track.value && (
            <Part icon="microphone">{plainLabel(microphone.track.value.label)}</Part>
          )}
          {camera.track.value && <Part icon="camera">{plainLabel(camera.track.value.label)}</Part>}
        </ul>
      </div>
      <WirelessNotice devices={devices} part="output" />
      <WirelessNotice devices={devices} part="microphone" />
      <div>
        <Button size="small" onClick={onAll} testId="check-all">
          {t("same.all")}
        </Button>
      </div>
    </section>
  );
}

function Part({ icon, children }: { icon: IconName; children: ComponentChildren }) {
  return (
    <li class="same-part">
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}
