/** A code that somebody was told, typed where no link can be clicked. */
import { useSignal } from "@preact/signals";
import { typedCode } from "../../core/typed-code";
import { type PlainKey, t } from "../../i18n";
import { ApiError, type ApiProblem, openCode } from "../../session/api";
import { Button, Field } from "../../ui/kit";

const PROBLEMS: Record<ApiProblem, PlainKey> = {
  unreachable: "code.unreachable",
  not_allowed: "code.unknown",
  not_found: "code.unknown",
  too_fast: "code.tooFast",
  invalid: "code.wrong",
  failed: "code.unreachable",
};

export function CodeForm() {
  const text = useSignal("");
  const problem = useSignal<PlainKey | null>(null);
  const busy = useSignal(false);
  const open = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    const code = typedCode(text.value);
    problem.value = code ? null : "code.wrong";
    if (!code) return;
    busy.value = true;
    try {
      location.assign(`/join#t=${await openCode(code)}`);
    } catch (cause) {
      problem.value = PROBLEMS[cause instanceof ApiError ? cause.problem : "failed"];
    }
    busy.value = false;
  };
  return (
    <form class="card stack invite-form" onSubmit={open} noValidate>
      <Field
        label={t("code.label")}
        hint={t("code.hint")}
        error={problem.value && t(problem.value)}
        name="code"
        maxLength={20}
        value={text.value}
        onValue={(value) => {
          text.value = value;
        }}
        testId="code"
      />
      <div>
        <Button kind="primary" type="submit" testId="open-code">
          {t("code.open")}
        </Button>
      </div>
    </form>
  );
}
