/** What one takes in hand: tools, colours, signs; take back and put back. */
import { canUndo } from "../../../core/papers";
import { t } from "../../../i18n";
import { Button } from "../../../ui/kit";
import type { Desk } from "./desk";
import { COLOUR_NAMES, COLOUR_WORDS, outline, SIGN_NAMES, SIGN_WORDS, TOOL_WORDS, TOOLS } from "./signs";

export function ScoreTools({ desk }: { desk: Desk }) {
  const tool = desk.tool.value;
  const score = desk.score.value ?? "";
  const lesson = desk.table.lesson.value;
  const own = canUndo(lesson.papers, score, lesson.me?.participant ?? "");
  return (
    <>
      <fieldset class="score-group" aria-label={t("score.tools")}>
        {TOOLS.map((name) => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={name === tool}
            onClick={() => {
              desk.tool.value = name;
            }}
            data-testid={`tool-${name}`}
          >
            {t(TOOL_WORDS[name])}
          </button>
        ))}
      </fieldset>
      <Button size="small" disabled={!own.undo} onClick={() => desk.table.undo(score)} testId="score-undo">
        {t("score.undo")}
      </Button>
    </>
  );
}

export function Redo({ desk }: { desk: Desk }) {
  const score = desk.score.value ?? "";
  const lesson = desk.table.lesson.value;
  const own = canUndo(lesson.papers, score, lesson.me?.participant ?? "");
  return (
    <Button
      size="small"
      disabled={!own.redo}
      onClick={() => desk.table.undo(score, true)}
      testId="score-redo"
    >
      {t("score.redo")}
    </Button>
  );
}

/** Colours and signs of the tool in hand, over the page's upper edge; nothing where the tool has none. */
export function ScorePalette({ desk }: { desk: Desk }) {
  const tool = desk.tool.value;
  if (tool === "point" || tool === "erase") return null;
  return (
    <div class="score-palette">
      {tool === "sign" && <Signs desk={desk} />}
      <Colours desk={desk} />
    </div>
  );
}

function Colours({ desk }: { desk: Desk }) {
  const chosen = desk.colour.value;
  return (
    <fieldset class="score-group" aria-label={t("score.colours")}>
      {COLOUR_NAMES.map((name) => (
        <button
          key={name}
          type="button"
          class="swatch"
          aria-pressed={name === chosen}
          aria-label={t(COLOUR_WORDS[name])}
          title={t(COLOUR_WORDS[name])}
          onClick={() => {
            desk.colour.value = name;
          }}
          data-testid={`colour-${name}`}
        >
          <span class={`swatch-ink ink-${name}`} />
        </button>
      ))}
    </fieldset>
  );
}

function Signs({ desk }: { desk: Desk }) {
  const chosen = desk.sign.value;
  return (
    <fieldset class="score-group" aria-label={t("score.signs")}>
      {SIGN_NAMES.map((name) => (
        <button
          key={name}
          type="button"
          class="swatch"
          aria-pressed={name === chosen}
          aria-label={t(SIGN_WORDS[name])}
          title={t(SIGN_WORDS[name])}
          onClick={() => {
            desk.sign.value = name;
          }}
          data-testid={`sign-${name}`}
        >
          <svg viewBox="-320 -320 640 640" aria-hidden="true">
            <path class="swatch-sign" d={outline(name)} />
          </svg>
        </button>
      ))}
    </fieldset>
  );
}
