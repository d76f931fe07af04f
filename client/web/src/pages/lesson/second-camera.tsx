/** A second camera of one's own: chosen and looked at before anybody else sees it, small in the corner while it is shown. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { Capture } from "../../media/devices";
import type { LessonSession } from "../../session/lesson-session";
import { Button, Dialog, Notice, Select } from "../../ui/kit";
import { Picture } from "../../ui/media-elements";

interface Props {
  session: LessonSession;
}

/** The button while there is a camera to spare, the picture and its end while it is shown. */
export function SecondCamera({ session }: Props) {
  const { devices, tools } = session;
  const shown = devices.second.track.value;
  const spare = devices.spareCameras().length > 0;
  return (
    <>
      {shown && (
        <div class="self-second" data-testid="own-second">
          <Picture track={shown} label={t("second.own")} testId="own-second-picture" />
        </div>
      )}
      {(shown || spare) && (
        <div class="self-second-button">
          <Button
            size="small"
            icon={shown ? "cameraOff" : "camera"}
            onClick={() => {
              if (shown) devices.closeSecond();
              else tools.choosesSecond.value = true;
            }}
            aria-label={shown ? t("second.stop.name") : undefined}
            testId="second-camera"
          >
            {t(shown ? "second.stop" : "second.show")}
          </Button>
        </div>
      )}
      {tools.choosesSecond.value && <ChooseSecond session={session} />}
    </>
  );
}

function ChooseSecond({ session }: Props) {
  const { devices, tools } = session;
  const preview = useMemo(() => new Capture("video"), []);
  const cameras = devices.spareCameras();
  const chosen = useSignal<string | null>(null);
  const id = cameras.some((camera) => camera.id === chosen.value) ? chosen.value : (cameras[0]?.id ?? null);
  useEffect(() => {
    if (id) void preview.open(id);
    return () => preview.close();
  }, [id]);
  const close = () => {
    tools.choosesSecond.value = false;
  };
  const show = () => {
    if (id) void devices.openSecond(id);
    close();
  };
  return (
    <Dialog title={t("second.title")} onClose={close} testId="second-dialog">
      {id === null ? (
        <p>{t("second.none")}</p>
      ) : (
        <>
          <p>{t("second.text")}</p>
          {cameras.length > 1 && (
            <Select
              label={t("device.camera")}
              value={id}
              options={cameras.map((camera) => ({
                id: camera.id,
                label: camera.label || t("device.camera"),
              }))}
              onValue={(next) => {
                chosen.value = next;
              }}
              testId="second-choice"
            />
          )}
          <div class="second-preview">
            <Picture track={preview.track.value} label={t("second.preview")} testId="second-preview" />
          </div>
          {preview.problem.value && <Notice tone="warn" title={t("second.problem")} live />}
        </>
      )}
      <div class="row">
        {id !== null && (
          <Button kind="primary" onClick={show} disabled={preview.track.value === null} testId="second-yes">
            {t("second.yes")}
          </Button>
        )}
        <Button onClick={close} testId="second-no">
          {t(id === null ? "close" : "second.no")}
        </Button>
      </div>
    </Dialog>
  );
}
