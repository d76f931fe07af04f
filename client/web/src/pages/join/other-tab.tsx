/** The same lesson in another tab of this browser: the person says where it goes on. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { Button, Notice } from "../../ui/kit";
import { Shell } from "../../ui/shell";

export function OtherTabPage({ onHere }: { onHere: () => Promise<void> }) {
  const busy = useSignal(false);
  const stays = useSignal(false);
  const here = () => {
    if (busy.value) return;
    busy.value = true;
    void onHere();
  };
  return (
    <Shell page="other-tab" title={t("tab.title")} narrow>
      <p class="lead">{t("tab.text")}</p>
      {stays.value && (
        <Notice tone="good" live title={t("tab.stays")} testId="tab-stays">
          {null}
        </Notice>
      )}
      <div class="row">
        <Button kind="primary" size="large" disabled={busy.value} onClick={here} testId="tab-here">
          {t("tab.here")}
        </Button>
        <Button
          size="large"
          onClick={() => {
            stays.value = true;
            // Only a tab that a page opened may be closed by a page; else the sentence says what to do.
            window.close();
          }}
          testId="tab-there"
        >
          {t("tab.there")}
        </Button>
      </div>
    </Shell>
  );
}
