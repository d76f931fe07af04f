/** A menu of devices, only where there is a choice: one device needs no menu. */
import { t } from "../../i18n";
import type { Devices } from "../../media/devices";
import { Select } from "../../ui/kit";

interface DeviceSelectProps {
  devices: Devices;
  kind: "audio" | "video" | "output";
  label: "device.output" | "device.microphone" | "device.camera";
}

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
