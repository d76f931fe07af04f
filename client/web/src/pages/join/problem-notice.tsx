/** A microphone or camera that is not to be had: why, and what to do, in the browser's own words. */
import { useEffect } from "preact/hooks";
import { type Browser, browserOf } from "../../core/browser-words";
import { type PlainKey, t } from "../../i18n";
import type { CaptureProblem } from "../../media/capture";
import type { Devices } from "../../media/devices";
import { Button, Notice } from "../../ui/kit";

const MICROPHONE_HELP: Record<CaptureProblem, [PlainKey, PlainKey]> = {
  refused: ["microphone.refused.title", "microphone.refused.text"],
  system: ["microphone.refused.title", "microphone.system.text"],
  absent: ["microphone.absent.title", "microphone.absent.text"],
  busy: ["microphone.busy.title", "microphone.busy.text"],
  insecure: ["notSecure.why", "notSecure.what"],
  failed: ["microphone.busy.title", "microphone.busy.text"],
};
const CAMERA_HELP: Record<CaptureProblem, [PlainKey, PlainKey]> = {
  refused: ["camera.refused.title", "camera.refused.text"],
  system: ["camera.refused.title", "camera.refused.text"],
  absent: ["camera.absent.title", "camera.absent.text"],
  busy: ["camera.busy.title", "camera.busy.text"],
  insecure: ["notSecure.why", "notSecure.what"],
  failed: ["camera.busy.title", "camera.busy.text"],
};
const ALLOW: Record<Browser, PlainKey | null> = {
  chrome: "allow.chrome",
  edge: "allow.edge",
  firefox: "allow.firefox",
  safari: "allow.safari",
  ios: "allow.ios",
  other: null,
};

interface ProblemProps {
  kind: "microphone" | "camera";
  problem: CaptureProblem;
  devices: Devices;
  /** In a lesson one may have read it and go on without. */
  onClose?: () => void;
}

export function ProblemNotice({ kind, problem, devices, onClose }: ProblemProps) {
  const [title, text] = (kind === "microphone" ? MICROPHONE_HELP : CAMERA_HELP)[problem];
  const retry = () => void (kind === "microphone" ? devices.openMicrophone() : devices.openCamera());
  const words = problem === "refused" && kind === "microphone" ? allowWords() : null;
  useAllowed(kind, problem === "refused", retry);
  return (
    <Notice tone={kind === "microphone" ? "bad" : "calm"} live title={t(title)} testId={`${kind}-${problem}`}>
      <p>{t(text)}</p>
      {words && <p data-testid="allow-words">{t(words)}</p>}
      <div class="row">
        <Button size="small" onClick={retry} testId={`${kind}-retry`}>
          {t("tryAgain")}
        </Button>
        {onClose && (
          <Button size="small" onClick={onClose} testId="close-note">
            {t("close")}
          </Button>
        )}
      </div>
    </Notice>
  );
}

function allowWords(): PlainKey | null {
  return ALLOW[browserOf(navigator.userAgent, navigator.maxTouchPoints)];
}

/** Who has just allowed it in the browser's own menu need not press anything here. */
function useAllowed(kind: "microphone" | "camera", refused: boolean, retry: () => void): void {
  useEffect(() => {
    if (!refused) return;
    let status: PermissionStatus | null = null;
    let gone = false;
    const changed = () => {
      if (status?.state === "granted") retry();
    };
    // Not every browser knows these names; then the button is the way.
    void navigator.permissions
      ?.query({ name: kind as PermissionName })
      .then((found) => {
        if (gone) return;
        status = found;
        found.addEventListener("change", changed);
      })
      .catch(() => {});
    return () => {
      gone = true;
      status?.removeEventListener("change", changed);
    };
  }, [kind, refused]);
}
