/** One's own account and the municipality's own sign-in: whether that opens it, and the way there. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { ask, type Ways } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import { Problem, useTrying } from "./trying";

export function Tie() {
  const name = useSignal<string | null>(null);
  const tied = useSignal<boolean | null>(null);
  const { busy, problem, attempt, load } = useTrying();
  const look = () =>
    load(
      async () => {
        const { oidc } = await ask<Ways>("GET", "/ways");
        return { oidc, tied: oidc ? (await ask<{ tied: boolean }>("GET", "/oidc/tie")).tied : null };
      },
      (found) => {
        name.value = found.oidc;
        tied.value = found.tied;
      },
    );
  useEffect(() => {
    void look();
  }, []);
  if (name.value === null) return <Problem problem={problem.value} />;
  const go = () =>
    attempt(async () => {
      location.assign((await ask<{ url: string }>("POST", "/oidc/tie")).url);
    });
  const untie = () =>
    attempt(async () => {
      await ask("DELETE", "/oidc/tie");
      await look();
    });
  const taken = new URLSearchParams(location.search).get("problem") === "tied";
  return (
    <section class="card stack" data-testid="tie">
      <h2>{name.value}</h2>
      <p class="soft">{tied.value ? t("account.tied") : t("account.notTied")}</p>
      {taken && <Notice tone="warn" live title={t("account.tiedElsewhere")} testId="tied-elsewhere" />}
      <Problem problem={problem.value} />
      <div>
        <Button
          disabled={busy.value}
          onClick={tied.value ? untie : go}
          testId={tied.value ? "untie" : "to-tie"}
        >
          {tied.value ? t("account.untie") : t("account.tie")}
        </Button>
      </div>
    </section>
  );
}
