/** Somebody was found: who employs them, and the frame of the agreement that is drafted. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { Post } from "../../session/posts";
import { askHere } from "../../session/staff";
import { Button, Field, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { inDays } from "./words";

export function FillForm({ post, onDone }: { post: Post; onDone: () => void }) {
  const employer = useSignal(post.municipality);
  const typed = useSignal({
    from: post.parts.map(({ need }) => need.from_day).sort()[0] ?? inDays(0),
    until: inDays(2 * 365),
    currency: "EUR",
    notice: "90",
    ground: "",
    case: "",
  });
  const wrong = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const employers = new Map(post.parts.map(({ need }) => [need.municipality, need.municipality_name]));
  const field = (name: keyof typeof typed.value) => ({
    name: `fill-${name}`,
    value: typed.value[name],
    testId: `fill-${name}`,
    onValue: (text: string) => {
      typed.value = { ...typed.value, [name]: text };
    },
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const { from, until, currency, notice, ground } = typed.value;
    const letters = currency.trim().toUpperCase();
    wrong.value =
      from === "" || until < from || !/^[A-Z]{3}$/.test(letters) || !/^\d{1,4}$/.test(notice.trim());
    if (wrong.value) return;
    const filling = {
      employer: employer.value,
      valid_from: from,
      valid_until: until,
      currency: letters,
      notice_days: Number(notice),
      legal_ground: ground.trim(),
      case_number: typed.value.case.trim(),
      zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
    void attempt(() => askHere("POST", `/posts/${post.id}/filling`, filling).then(onDone));
  };
  return (
    <form class="stack stack-wide" onSubmit={submit} noValidate data-testid="fill-form">
      <p>{t("post.fill.text")}</p>
      <div class="fields">
        <Select
          label={t("post.employer")}
          value={employer.value}
          options={[...employers].map(([id, label]) => ({ id, label }))}
          onValue={(id) => {
            employer.value = id;
          }}
          testId="fill-employer"
        />
        <Field {...field("from")} label={t("agreement.from")} type="date" />
        <Field {...field("until")} label={t("agreement.until")} type="date" />
        <Field {...field("currency")} label={t("agreement.currency")} maxLength={3} />
        <Field {...field("notice")} label={t("agreement.noticeDays")} maxLength={4} />
        <Field {...field("case")} label={t("agreement.case")} maxLength={120} />
      </div>
      <Field {...field("ground")} label={t("agreement.ground")} maxLength={4000} />
      {wrong.value && <p class="field-error">{t("agreement.incomplete")}</p>}
      <Problem problem={problem.value} />
      <div>
        <Button kind="primary" type="submit" disabled={busy.value} testId="fill-save">
          {t("post.fill.save")}
        </Button>
      </div>
    </form>
  );
}
