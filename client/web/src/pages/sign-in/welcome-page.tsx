/** What a one-use link opens: it says what it will do, and does it when one says yes. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { ask, type LinkInfo } from "../../session/staff";
import { Button, Field, Notice } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { Problem, useTrying } from "./trying";

/** The token leaves the address bar at once, where shoulders and screenshots would see it. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("l");
  if (token) history.replaceState(null, "", location.pathname);
  return token;
}

export function WelcomePage() {
  const token = useMemo(takeToken, []);
  const info = useSignal<LinkInfo | null>(null);
  const old = useSignal(token === null);
  const { problem, load } = useTrying();
  useEffect(() => {
    if (!token) return;
    void load(
      () => ask<LinkInfo>("POST", "/links/read", { token }, true),
      (found) => {
        info.value = found;
      },
    );
  }, []);
  const worthless = old.value || problem.value === "signed_out";
  return (
    <Shell page="welcome" title={t("welcome.title")} narrow>
      {worthless ? (
        <Notice tone="warn" title={t("welcome.old")} testId="old-link">
          <p>
            <a href="/sign-in">{t("signIn.title")}</a>
          </p>
        </Notice>
      ) : (
        <Problem problem={problem.value} />
      )}
      {token && info.value && !worthless && <Confirm token={token} info={info.value} />}
    </Shell>
  );
}

function Confirm({ token, info }: { token: string; info: LinkInfo }) {
  const password = useSignal("");
  const weak = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const confirm = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      const given = password.value === "" ? {} : { password: password.value };
      try {
        await ask("POST", "/links/confirm", { token, ...given }, true);
      } catch (cause) {
        weak.value = cause instanceof Error && cause.message === "invalid";
        if (!weak.value) throw cause;
        return;
      }
      location.assign("/today");
    });
  };
  return (
    <form class="card stack stack-wide" onSubmit={confirm} noValidate>
      <p class="lead">{purpose(info)}</p>
      <input type="text" name="email" autocomplete="username" value={info.email} hidden readOnly />
      {info.purpose === "password" && (
        <Field
          label={t("welcome.newPassword")}
          hint={t("welcome.hint")}
          name="new-password"
          type="password"
          autocomplete="new-password"
          error={weak.value ? t("welcome.weak") : null}
          value={password.value}
          onValue={(text) => {
            password.value = text;
          }}
          testId="new-password"
        />
      )}
      <Problem problem={problem.value} />
      <div>
        <Button kind="primary" size="large" type="submit" disabled={busy.value} testId="confirm">
          {info.purpose === "guardian" ? t("welcome.yes") : t("welcome.enter")}
        </Button>
      </div>
    </form>
  );
}

function purpose({ purpose: what, municipality, email, pupils }: LinkInfo): string {
  if (what === "password") return t("welcome.password", { municipality, email });
  if (what === "guardian") return t("welcome.guardian", { municipality, pupils: pupils.join(", ") });
  return t("welcome.signIn", { email });
}
