/** Whether the municipality asks those who see much for a passkey: an admin's choice. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, t } from "../../i18n";
import { askHere, me, whoAmI } from "../../session/staff";
import { Button, Notice, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

interface Policy {
  passkeys_from: string | null;
}

export function SignInPolicy() {
  const from = useSignal<string | null | undefined>(undefined);
  const days = useSignal("14");
  const { attempt, load, problem, busy } = useTrying();
  useEffect(() => {
    void load(
      () => askHere<Policy>("GET", "/sign-in-policy"),
      (found) => {
        from.value = found.passkeys_from;
      },
    );
  }, []);
  const set = (grace_days: number | null) =>
    attempt(async () => {
      from.value = (await askHere<Policy>("PUT", "/sign-in-policy", { grace_days })).passkeys_from;
      await whoAmI();
    });
  return (
    <section class="card stack" data-testid="sign-in-policy">
      <h2>{t("policy.title")}</h2>
      <p class="soft">{t("policy.text")}</p>
      {from.value && <p>{t("policy.from", { day: date(Date.parse(from.value) / 1000) })}</p>}
      {from.value === null && !me.value?.sure && <Notice title={t("policy.own")} testId="policy-own" />}
      <Problem problem={problem.value} />
      {from.value === null && me.value?.sure && (
        <div class="row">
          <Select
            label={t("policy.when")}
            value={days.value}
            options={[
              { id: "0", label: t("policy.today") },
              { id: "14", label: t("policy.fortnight") },
              { id: "60", label: t("policy.months") },
            ]}
            onValue={(id) => {
              days.value = id;
            }}
            testId="policy-grace"
          />
          <Button onClick={() => set(Number(days.value))} disabled={busy.value} testId="ask-passkeys">
            {t("policy.ask")}
          </Button>
        </div>
      )}
      {from.value && (
        <div>
          <Button onClick={() => set(null)} disabled={busy.value} testId="ask-no-passkeys">
            {t("policy.stop")}
          </Button>
        </div>
      )}
    </section>
  );
}
