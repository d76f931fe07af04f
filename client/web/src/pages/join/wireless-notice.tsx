/** Bluetooth, named with what it costs; nothing at all where everything has a plug. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { BLUETOOTH_MS, wireless } from "../../core/wireless";
import { figure, t } from "../../i18n";
import { outputLatencyMs } from "../../media/audio-context";
import type { Devices } from "../../media/devices";
import { Notice } from "../../ui/kit";

interface Props {
  devices: Devices;
  part: "output" | "microphone";
}

const LOOK_MS = 1000;

export function WirelessNotice({ devices, part }: Props) {
  const outputMs = useOutputMs();
  const found = wireless({
    output: outputLabel(devices),
    microphone: devices.microphone.track.value?.label ?? "",
    outputMs,
    inputMs: inputMs(devices.microphone.track.value),
  });
  if (!found[part]) return null;
  const cost = { from: figure(BLUETOOTH_MS.from), to: figure(BLUETOOTH_MS.to) };
  return part === "output" ? (
    <Notice tone="warn" icon="headphones" live title={t("wireless.output.title")} testId="wireless-output">
      <p>{t("wireless.output.text", cost)}</p>
    </Notice>
  ) : (
    <Notice tone="warn" icon="microphone" live title={t("wireless.mic.title")} testId="wireless-microphone">
      <p>{t("wireless.mic.text", cost)}</p>
    </Notice>
  );
}

/** The name of where sound goes now; empty while the browser keeps it to itself. */
export function outputLabel(devices: Devices): string {
  const id = devices.output.value ?? "default";
  return devices.known.value.output.find((device) => device.id === id)?.label ?? "";
}

function inputMs(track: MediaStreamTrack | null): number {
  const { latency } = (track?.getSettings() ?? {}) as { latency?: number };
  return 1000 * (latency ?? 0);
}

/** Known only once something has sounded, and then it settles. */
function useOutputMs(): number {
  const ms = useSignal(0);
  useEffect(() => {
    const look = () => {
      ms.value = outputLatencyMs();
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return ms.value;
}
