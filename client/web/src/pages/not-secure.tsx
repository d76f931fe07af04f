/** Plain http from another machine: the browser gives no microphone, and this says why and what to do. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { Notice } from "../ui/kit";
import { Shell } from "../ui/shell";

export function NotSecurePage() {
  const origins = useSignal<string[]>([]);
  useEffect(() => {
    void secureOrigins().then((found) => {
      origins.value = found;
    });
  }, []);
  return (
    <Shell page="not-secure" title={t("notSecure.title")} narrow>
      <Notice tone="warn" title={t("notSecure.why")}>
        <p>{t("notSecure.what")}</p>
      </Notice>
      {origins.value.length > 0 && (
        <section class="stack">
          <h2>{t("notSecure.addresses")}</h2>
          <ul class="plain-list">
            {origins.value.map((origin) => (
              <li key={origin}>{origin}</li>
            ))}
          </ul>
        </section>
      )}
      <p class="soft">{t("notSecure.host")}</p>
    </Shell>
  );
}

async function secureOrigins(): Promise<string[]> {
  try {
    const about = (await (await fetch("/api/about")).json()) as { secure_origins?: string[] };
    return (about.secure_origins ?? []).filter((origin) => origin.startsWith("https:"));
  } catch {
    return [];
  }
}
