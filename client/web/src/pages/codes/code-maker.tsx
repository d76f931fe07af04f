/** Makes a code of an invite and shows it large, to be read out on the telephone. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t, time } from "../../i18n";
import { type Invited, listInvited, type MadeCode, makeCode } from "../../session/api";
import { Button, Notice } from "../../ui/kit";

interface MakerProps {
  /** The host's key or the teacher's token. */
  bearer: string;
  invite: string;
  /** Whose code it is, where several stand together. */
  name?: string;
  /** Where it is to be typed, as others reach this server. */
  site?: string;
}

export function CodeMaker({ bearer, invite, name, site = location.host }: MakerProps) {
  const made = useSignal<MadeCode | null>(null);
  const failed = useSignal(false);
  const make = async () => {
    made.value = await makeCode(bearer, invite).catch(() => null);
    failed.value = made.value === null;
  };
  return (
    <div class="code-maker">
      <Button size="small" onClick={make} testId="make-code">
        {made.value ? t("code.again") : name ? t("code.makeFor", { name }) : t("code.make")}
      </Button>
      <div role="status">
        {made.value && (
          <>
            <p class="code" data-testid="made-code">
              {made.value.code}
            </p>
            <p class="small soft">
              {t("code.until", { site, when: time(Date.parse(made.value.expires_at) / 1000) })}
            </p>
          </>
        )}
        {failed.value && <p class="small">{t("code.failed")}</p>}
      </div>
    </div>
  );
}

/** Everybody whom the teacher of a lesson invited, each with a code to be made. */
export function LessonCodes({ token }: { token: string }) {
  const invited = useSignal<Invited[] | null>(null);
  const failed = useSignal(false);
  useEffect(() => {
    listInvited(token)
      .then((found) => {
        invited.value = found;
      })
      .catch(() => {
        failed.value = true;
      });
  }, [token]);
  return (
    <div class="stack">
      <p class="small soft">{t("codes.lead", { site: location.host })}</p>
      {invited.value?.map(({ id, name }) => (
        <CodeMaker key={id} bearer={token} invite={id} name={name} />
      ))}
      {failed.value && (
        <Notice tone="warn" title={t("code.failed")}>
          {null}
        </Notice>
      )}
    </div>
  );
}
