/** Behind the link of whoever answered an advertisement: confirm the address, or take it all back. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import type { InterestInfo } from "../../session/posts";
import { ask } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { Problem, useTrying } from "../sign-in/trying";

export function InterestLink({ token }: { token: string }) {
  const info = useSignal<InterestInfo | null>(null);
  const gone = useSignal(false);
  const { busy, problem, attempt, load } = useTrying();
  useEffect(() => {
    void load(
      () => ask<InterestInfo>("POST", "/interest/read", { token }),
      (found) => {
        info.value = found;
      },
    );
  }, []);
  const confirm = () =>
    attempt(async () => {
      await ask("POST", "/interest/confirmation", { token });
      info.value = info.value && { ...info.value, confirmed: true };
    });
  const takeBack = () =>
    attempt(async () => {
      await ask("POST", "/interest/withdrawal", { token });
      gone.value = true;
    });
  const found = info.value;
  return (
    <Shell page="interest" title={t("interest.title")} narrow>
      {gone.value && <Notice tone="good" live title={t("interest.gone")} testId="interest-gone" />}
      {!gone.value && problem.value === "gone" && <Notice tone="warn" title={t("interest.old")} />}
      {!gone.value && problem.value !== "gone" && <Problem problem={problem.value} />}
      {!gone.value && found && (
        <>
          <p class="lead">{found.title}</p>
          {found.confirmed && <Notice tone="good" live title={t("interest.confirmed")} />}
          <div class="row">
            {found.confirmable && !found.confirmed && (
              <Button kind="primary" disabled={busy.value} onClick={confirm} testId="interest-confirm">
                {t("interest.confirm")}
              </Button>
            )}
            <Button kind="danger" disabled={busy.value} onClick={takeBack} testId="interest-back">
              {t("interest.takeBack")}
            </Button>
          </div>
        </>
      )}
    </Shell>
  );
}
