/** A municipality's wish for a passkey, told to those whom it concerns, on every page behind their account. */
import { useSignal } from "@preact/signals";
import { date, t } from "../../i18n";
import { canUsePasskeys, confirmByPasskey } from "../../session/passkeys";
import { here, me, whoAmI } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import { Problem, useTrying } from "./trying";

export function PasskeyWish() {
  const from = here()?.passkeys_from ?? null;
  if (!from || me.value?.sure) return null;
  const late = (here()?.kept_back.length ?? 0) > 0;
  const title = late
    ? t("wish.now")
    : t("wish.soon", { day: date(Date.parse(from) / 1000), town: here()?.municipality.name ?? "" });
  return (
    <Notice tone="warn" title={title} testId="passkey-wish">
      {me.value?.has_passkey && canUsePasskeys() ? (
        <Show />
      ) : (
        <p>
          {late ? t("wish.recover") : t("wish.make")} <a href="/account">{t("account.title")}</a>
        </p>
      )}
    </Notice>
  );
}

function Show() {
  const failed = useSignal(false);
  const { attempt, problem, busy } = useTrying();
  const show = () =>
    attempt(async () => {
      failed.value = !(await confirmByPasskey());
      if (!failed.value) await whoAmI();
    });
  return (
    <div class="stack">
      <div>
        <Button kind="primary" onClick={show} disabled={busy.value} testId="show-passkey">
          {t("confirming.passkey")}
        </Button>
      </div>
      {failed.value && <p>{t("confirming.noPasskey")}</p>}
      <Problem problem={problem.value} />
    </div>
  );
}
