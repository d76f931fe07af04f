/** A new place, and the line that starts its program: the link in it is told once. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { askHere } from "../../session/staff";
import { CopyButton } from "../../ui/copy-button";
import { Button, Field, Notice } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

export function NewPlace({ onDone }: { onDone: () => void }) {
  const name = useSignal("");
  const made = useSignal<{ name: string; link: string } | null>(null);
  const { problem, attempt } = useTrying();
  const add = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      made.value = await askHere<{ name: string; link: string }>("POST", "/places", { name: name.value });
      name.value = "";
      onDone();
    });
  };
  const words = made.value ? `klangbro bench network --every 30min --to '${made.value.link}'` : "";
  return (
    <>
      <form class="row offer" onSubmit={add}>
        <Field
          label={t("places.name")}
          value={name.value}
          onValue={(value) => {
            name.value = value;
          }}
          name="place"
          required
          maxLength={80}
          testId="place-name"
        />
        <Button type="submit" kind="primary" testId="add-place">
          {t("places.add")}
        </Button>
      </form>
      <Problem problem={problem.value} />
      {made.value && (
        <Notice tone="good" live title={made.value.name} testId="place-link">
          <p>{t("places.start")}</p>
          <p>
            <code class="one-line">{words}</code>
          </p>
          <div class="row">
            <CopyButton text={words}>{t("places.start.copy")}</CopyButton>
          </div>
          <p>{t("places.start.page")}</p>
          <div class="row">
            <CopyButton text={made.value.link} testId="copy-place-link" />
          </div>
        </Notice>
      )}
    </>
  );
}
