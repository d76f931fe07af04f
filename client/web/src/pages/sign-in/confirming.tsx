/** The question who it is, before something sensitive: by passkey or password; else by signing in anew. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { asking } from "../../session/confirming";
import { canUsePasskeys, confirmByPasskey } from "../../session/passkeys";
import { ask, me, signOut, whoAmI } from "../../session/staff";
import { Button, Dialog, Field, Notice } from "../../ui/kit";
import { Problem, useTrying } from "./trying";

export function Confirming() {
  const answer = asking.value;
  if (!answer) return null;
  return (
    <Dialog title={t("confirming.title")} onClose={() => answer(false)} testId="confirming">
      <Question answer={answer} />
    </Dialog>
  );
}

function Question({ answer }: { answer: (shown: boolean) => void }) {
  const passkey = canUsePasskeys() && (me.value?.has_passkey ?? false);
  const password = me.value?.has_password ?? false;
  const anew = useTrying();
  return (
    <>
      <p>{passkey || password ? t("confirming.text") : t("confirming.anew")}</p>
      {passkey && <ByPasskey answer={answer} />}
      {password && <ByPassword answer={answer} first={!passkey} />}
      <Problem problem={anew.problem.value} />
      <div class="row">
        {!passkey && !password && (
          <Button
            kind="primary"
            onClick={() =>
              anew.attempt(async () => {
                answer(false);
                await signOut();
              })
            }
            testId="confirm-anew"
          >
            {t("confirming.signIn")}
          </Button>
        )}
        <Button onClick={() => answer(false)} testId="confirm-not">
          {t("close")}
        </Button>
      </div>
    </>
  );
}

function ByPasskey({ answer }: { answer: (shown: boolean) => void }) {
  const failed = useSignal(false);
  const { attempt, problem, busy } = useTrying();
  const show = () =>
    attempt(async () => {
      failed.value = !(await confirmByPasskey());
      if (failed.value) return;
      await whoAmI();
      answer(true);
    });
  return (
    <div class="stack">
      <div>
        <Button kind="primary" onClick={show} disabled={busy.value} testId="confirm-passkey">
          {t("confirming.passkey")}
        </Button>
      </div>
      {failed.value && <Notice tone="warn" live title={t("confirming.noPasskey")} />}
      <Problem problem={problem.value} />
    </div>
  );
}

function ByPassword({ answer, first }: { answer: (shown: boolean) => void; first: boolean }) {
  const password = useSignal("");
  const wrong = useSignal(false);
  const { attempt, problem, busy } = useTrying();
  const show = (event: Event) => {
    event.preventDefault();
    wrong.value = password.value === "";
    if (wrong.value) return;
    void attempt(async () => {
      try {
        await ask("POST", "/session/confirmation", { password: password.value }, true);
      } catch (cause) {
        wrong.value = cause instanceof Error && cause.message === "signed_out";
        if (!wrong.value) throw cause;
        return;
      }
      answer(true);
    });
  };
  return (
    <form class="stack" onSubmit={show} noValidate>
      <Field
        label={t("signIn.password")}
        name="password"
        type="password"
        autocomplete="current-password"
        error={wrong.value ? t("confirming.wrong") : null}
        value={password.value}
        onValue={(text) => {
          password.value = text;
        }}
        testId="confirm-password"
      />
      <Problem problem={problem.value} />
      <div>
        <Button kind={first ? "primary" : "quiet"} type="submit" disabled={busy.value} testId="confirm">
          {t("confirming.go")}
        </Button>
      </div>
    </form>
  );
}
