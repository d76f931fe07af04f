/** Why the line advises what it does: the limits, and who has measured them. */
import { FOLLOW_MS, STUDIES, TOGETHER_MS } from "../../core/advice";
import { figure, t } from "../../i18n";

export function AdviceWhy() {
  return (
    <details class="help" data-testid="advice-why">
      <summary>{t("advice.why")}</summary>
      <div class="stack-tight">
        <p>{t("advice.why.together", { ms: figure(TOGETHER_MS) })}</p>
        <p>{t("advice.why.follow", { ms: figure(FOLLOW_MS) })}</p>
        <p>{t("advice.why.turns")}</p>
        <p>{t("advice.why.tempo")}</p>
        <p class="small soft">{t("advice.why.studies", { studies: STUDIES.join("; ") })}</p>
      </div>
    </details>
  );
}
