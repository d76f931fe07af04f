/** What is offered at the end of a lesson: to the teacher the next one, to the pupil what stays of it. */
import { lessonOf } from "../../core/invite";
import { t } from "../../i18n";
import type { Role } from "../../protocol";
import { ownReading } from "../../session/reading";
import { Icon } from "../../ui/icons";
import { GiveReading } from "./give";
import { NextLessons } from "./next";
import { Recorded } from "./recorded";
import { useLater } from "./use-reading";
import "../../ui/styles/panels.css";

export interface AfterProps {
  token: string;
  role: Role | null;
  onNext: (token: string) => void;
}

export function After({ token, role, onNext }: AfterProps) {
  if (role === "teacher")
    return (
      <div class="stack stack-wide">
        <NextLessons lesson={lessonOf(token)} onNext={onNext} />
        <Recorded token={token} whole />
        <GiveReading token={token} />
      </div>
    );
  if (role !== "pupil") return null;
  return (
    <div class="stack stack-wide">
      <Recorded token={token} whole={false} />
      <OwnReading token={token} />
    </div>
  );
}

/** The link opens in this tab's place: it is the pupil's to keep, as a bookmark or on paper. */
function OwnReading({ token }: { token: string }) {
  const link = useLater(() => ownReading(token));
  return (
    <div role="status">
      {link.value && (
        <section class="card stack" aria-labelledby="own-reading" data-testid="own-reading">
          <h2 id="own-reading">{t("take.title")}</h2>
          <p>{t("take.text")}</p>
          <div>
            <a class="button button-primary" href={here(link.value.url)}>
              <Icon name="notes" />
              <span>{t("take.open")}</span>
            </a>
          </div>
        </section>
      )}
    </div>
  );
}

/** At the address under which this browser knows the server. */
function here(url: string): string {
  return `/read${new URL(url).hash}`;
}
