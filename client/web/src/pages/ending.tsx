/** How a visit can end: each reason has a sentence that says what is so, and what to do. */

import type { ComponentChildren } from "preact";
import { type PlainKey, t } from "../i18n";
import type { ErrorCode } from "../protocol";
import type { IconName } from "../ui/icons";
import { Icon } from "../ui/icons";
import { Button } from "../ui/kit";
import { Shell } from "../ui/shell";

export type EndReason = ErrorCode | "no_invite";

interface Ending {
  page: string;
  title: PlainKey;
  text: PlainKey;
  icon: IconName;
  /** What the button says that starts again with the same invite. */
  again: PlainKey | null;
  /** What a teacher reads instead: nobody is to ask themselves. */
  forTeacher?: PlainKey;
}

const left: Ending = {
  page: "left",
  title: "left.title",
  text: "left.text",
  icon: "check",
  again: "left.again",
};
const unknown: Ending = {
  page: "unknown",
  title: "unknown.title",
  text: "unknown.text",
  icon: "info",
  again: null,
  forTeacher: "unknown.text.teacher",
};
const failed: Ending = {
  page: "failed",
  title: "failed.title",
  text: "failed.text",
  icon: "warning",
  again: "failed.again",
};

const ENDINGS: Partial<Record<EndReason, Ending>> = {
  left,
  over: { page: "over", title: "over.title", text: "over.text", icon: "check", again: "refused.again" },
  removed: { page: "removed", title: "removed.title", text: "removed.text", icon: "leave", again: null },
  refused: {
    page: "refused",
    title: "refused.title",
    text: "refused.text",
    icon: "wait",
    again: "refused.again",
  },
  token_expired: {
    page: "expired",
    title: "expired.title",
    text: "expired.text",
    icon: "wait",
    again: null,
    forTeacher: "expired.text.teacher",
  },
  invite_revoked: {
    page: "revoked",
    title: "revoked.title",
    text: "revoked.text",
    icon: "info",
    again: null,
    forTeacher: "revoked.text.teacher",
  },
  token_invalid: unknown,
  lesson_unknown: unknown,
  no_invite: { page: "no-invite", title: "noInvite.title", text: "noInvite.text", icon: "info", again: null },
  lesson_full: {
    page: "full",
    title: "full.title",
    text: "full.text",
    icon: "people",
    again: "refused.again",
  },
  replaced: {
    page: "replaced",
    title: "replaced.title",
    text: "replaced.text",
    icon: "copy",
    again: "replaced.again",
  },
  version: { page: "outdated", title: "outdated.title", text: "outdated.text", icon: "info", again: null },
};

export interface EndPageProps {
  reason: EndReason;
  /** The teacher's word, where there is one. */
  word?: string;
  onAgain?: () => void;
  /** A teacher has other ways to a lesson, and is not most likely to want back into this one. */
  teacher?: boolean;
  /** What the lesson leaves behind, and what comes next. */
  children?: ComponentChildren;
}

export function EndPage({ reason, word, onAgain, teacher = false, children }: EndPageProps) {
  const ending = ENDINGS[reason] ?? failed;
  return (
    <Shell page={ending.page} title={t(ending.title)} narrow>
      <div class="ending">
        <span class="ending-icon">
          <Icon name={ending.icon} />
        </span>
        <div class="stack">
          <p class="lead">{t((teacher && ending.forTeacher) || ending.text)}</p>
          {word && <blockquote class="word">{word}</blockquote>}
          <div class="row">
            {ending.again && onAgain && (
              <Button kind={teacher ? "quiet" : "primary"} size="large" onClick={onAgain} testId="again">
                {t(ending.again)}
              </Button>
            )}
            {reason === "version" && (
              <Button kind="primary" size="large" onClick={() => location.reload()}>
                {t("outdated.reload")}
              </Button>
            )}
            {teacher && ending.forTeacher && (
              <a class="button button-primary" href="/today" data-testid="to-today">
                {t("toToday")}
              </a>
            )}
            {!teacher && ending.forTeacher && (
              <a class="button button-quiet" href="/" data-testid="to-code">
                {t("end.code")}
              </a>
            )}
            {reason === "no_invite" && (
              <a class="button button-primary" href="/">
                {t("toStart")}
              </a>
            )}
          </div>
        </div>
      </div>
      {children}
    </Shell>
  );
}
