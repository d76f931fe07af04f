import { t } from "../i18n";
import { Shell } from "../ui/shell";

export function NotFoundPage() {
  return (
    <Shell page="not-found" title={t("notFound.title")} narrow>
      <p>{t("notFound.text")}</p>
      <p>
        <a class="button button-quiet" href="/">
          {t("toStart")}
        </a>
      </p>
    </Shell>
  );
}
