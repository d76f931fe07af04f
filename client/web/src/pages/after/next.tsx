/** The teacher's next lesson: one click from the end of the last. */

import { parseInviteAddress } from "../../core/invite";
import { t } from "../../i18n";
import { type NextLesson, otherLessons } from "../../session/next-lessons";
import { Button } from "../../ui/kit";
import { useLater } from "./use-reading";

interface Props {
  lesson: string | null;
  onNext: (token: string) => void;
}

export function NextLessons({ lesson, onNext }: Props) {
  const found = useLater(() => otherLessons(lesson));
  const [next, ...later] = found.value ?? [];
  if (!next) return null;
  const go = ({ url }: NextLesson) => {
    const invite = parseInviteAddress(url)?.invite;
    if (invite) onNext(invite.token);
  };
  return (
    <section class="stack-tight" aria-labelledby="next-title" data-testid="next-lessons">
      <h2 id="next-title">{t("next.title")}</h2>
      <div class="row">
        <Button kind="primary" size="large" onClick={() => go(next)} testId="next-lesson">
          {t("next.go", { pupil: next.pupils })}
        </Button>
        <span class="soft">{next.instrument}</span>
      </div>
      {later.length > 0 && (
        <details class="later">
          <summary>{t("next.later", { count: later.length })}</summary>
          <ul class="plain-list">
            {later.map((each) => (
              <li key={each.id} class="row">
                <Button size="small" onClick={() => go(each)}>
                  {t("next.go", { pupil: each.pupils })}
                </Button>
                <span class="small soft">{each.instrument}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
