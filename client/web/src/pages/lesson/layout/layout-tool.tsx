/** How the lesson is laid out at this end; a teacher may propose, each chooses. */
import { type PlainKey, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";

const LAYOUTS: readonly ["talk" | "play" | "score", PlainKey, PlainKey][] = [
  ["talk", "layout.talk", "layout.talk.text"],
  ["play", "layout.play", "layout.play.text"],
  ["score", "layout.score", "layout.score.text"],
];

export function LayoutTool({ session }: { session: LessonSession }) {
  const { tools } = session;
  const shown = tools.score.value ? "score" : tools.layout.value;
  return (
    <>
      <fieldset class="choices">
        <legend class="soft">{t("layout.ask")}</legend>
        {LAYOUTS.map(([name, word, text]) => (
          <label class="choice" key={name} data-chosen={name === shown}>
            <input
              type="radio"
              name="layout"
              value={name}
              checked={name === shown}
              data-testid={`layout-${name}`}
              onChange={() => tools.show(name)}
            />
            <span>
              <span class="choice-name">{t(word)}</span>
              <span class="small soft">{t(text)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {session.lesson.value.me?.role === "teacher" && <p class="small soft">{t("layout.propose")}</p>}
    </>
  );
}
