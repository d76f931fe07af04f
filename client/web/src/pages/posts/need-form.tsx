/** Says what one's municipality lacks: a part of a post, in percent. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { percentOf, words } from "../../session/posts";
import { askHere } from "../../session/staff";
import { Button, Field } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { inDays } from "./words";

export function NeedForm({ onDone }: { onDone: () => void }) {
  const typed = useSignal({ subject: "", percent: "", languages: "", places: "", from: inDays(60) });
  const missing = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const share = percentOf(typed.value.percent);
  const field = (name: keyof typeof typed.value) => ({
    name: `need-${name}`,
    value: typed.value[name],
    testId: `need-${name}`,
    onValue: (text: string) => {
      typed.value = { ...typed.value, [name]: text };
    },
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const { subject, languages, places, from } = typed.value;
    missing.value = subject.trim() === "" || share === null || from === "";
    if (missing.value) return;
    const need = {
      subject: subject.trim(),
      percent: share,
      languages: words(languages),
      places: words(places),
      from_day: from,
    };
    void attempt(() => askHere("POST", "/needs", need).then(onDone));
  };
  return (
    <form class="card stack stack-wide" onSubmit={submit} noValidate data-testid="need-form">
      <h2>{t("posts.newNeed")}</h2>
      <div class="fields">
        <Field
          {...field("subject")}
          label={t("need.subject")}
          maxLength={60}
          error={missing.value && !typed.value.subject.trim() ? t("need.subject.missing") : null}
        />
        <Field
          {...field("percent")}
          label={t("need.percent")}
          maxLength={5}
          error={missing.value && share === null ? t("need.percent.wrong") : null}
        />
        <Field {...field("languages")} label={t("need.languages")} maxLength={120} />
        <Field {...field("places")} label={t("need.places")} maxLength={240} />
        <Field {...field("from")} label={t("need.from")} type="date" />
      </div>
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="need-save">
          {t("need.save")}
        </Button>
        <Button onClick={onDone}>{t("close")}</Button>
      </div>
    </form>
  );
}
