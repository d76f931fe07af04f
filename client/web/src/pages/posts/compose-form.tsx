/** One post composed of needs: one's own, and those of others. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { composes, type Need, percentSum } from "../../session/posts";
import { askHere, here } from "../../session/staff";
import { Button, Field } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { NeedLine } from "./need-list";
import { Paragraph } from "./paragraph";
import { inDays, percent } from "./words";

export function ComposeForm({ needs, onDone }: { needs: Need[]; onDone: () => void }) {
  const chosen = useSignal<string[]>([]);
  const title = useSignal("");
  const text = useSignal("");
  const until = useSignal(inDays(45));
  const missing = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const parts = needs.filter(({ id }) => chosen.value.includes(id));
  const good = composes(parts, here()?.municipality.id ?? "");
  const toggle = (id: string) => {
    chosen.value = chosen.value.includes(id)
      ? chosen.value.filter((one) => one !== id)
      : [...chosen.value, id];
  };
  const submit = (event: Event) => {
    event.preventDefault();
    missing.value = !good || title.value.trim() === "" || until.value === "";
    if (missing.value) return;
    const post = {
      title: title.value.trim(),
      text: text.value.trim(),
      needs: chosen.value,
      apply_until: until.value,
    };
    void attempt(() => askHere("POST", "/posts", post).then(onDone));
  };
  return (
    <form class="card stack stack-wide" onSubmit={submit} noValidate data-testid="compose">
      <h2>{t("posts.compose")}</h2>
      {needs.length === 0 && <p class="soft">{t("posts.noNeeds")}</p>}
      <fieldset class="choices needs-choice">
        <legend class="field-label">{t("post.parts")}</legend>
        {needs.map((need) => (
          <label key={need.id} class="choice">
            <input
              type="checkbox"
              checked={chosen.value.includes(need.id)}
              onChange={() => toggle(need.id)}
              data-testid="choose-need"
            />
            <div>
              <NeedLine need={need} />
            </div>
          </label>
        ))}
      </fieldset>
      <p class="figures" role="status" data-testid="post-sum">
        {t("post.sum", { share: percent(percentSum(parts)) })}
      </p>
      {missing.value && !good && <p class="field-error">{t("post.partsWrong")}</p>}
      <div class="fields">
        <Field
          label={t("post.title")}
          name="post-title"
          maxLength={120}
          value={title.value}
          error={missing.value && !title.value.trim() ? t("post.titleMissing") : null}
          onValue={(typed) => {
            title.value = typed;
          }}
          testId="post-title"
        />
        <Field
          label={t("post.until")}
          name="post-until"
          type="date"
          value={until.value}
          onValue={(typed) => {
            until.value = typed;
          }}
        />
      </div>
      <Paragraph label={t("post.text")} hint={t("post.text.hint")} value={text} testId="post-text" />
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="post-save">
          {t("post.save")}
        </Button>
        <Button onClick={onDone}>{t("close")}</Button>
      </div>
    </form>
  );
}
