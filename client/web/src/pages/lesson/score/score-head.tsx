/** Above the score, in one row: which one, which page, how large, what one has in hand. The rest is in a menu. */
import { figure, t } from "../../../i18n";
import { FileButton } from "../../../ui/file-button";
import { Icon } from "../../../ui/icons";
import { Button, Select } from "../../../ui/kit";
import type { Desk } from "./desk";
import { ZOOMS } from "./desk";
import { Menu } from "./menu";
import { Redo, ScoreTools } from "./score-tools";

const FILES = "application/pdf,image/png,image/jpeg,image/webp,image/gif,.musicxml,.mxl,.xml";

interface Props {
  desk: Desk;
  /** Whether the score in hand lies on the table. */
  there: boolean;
  busy: boolean;
  onAdd: (file: File) => void;
  onRemove: () => void;
  onClose: () => void;
}

export function ScoreHead({ desk, there, busy, onAdd, onRemove, onClose }: Props) {
  const { table } = desk;
  const { scores } = table.lesson.value.papers;
  const chosen = desk.score.value;
  return (
    <div class="score-head">
      <div class="score-left">
        {scores.length > 0 && (
          <>
            <Select
              label={t("score.which")}
              hideLabel
              value={chosen ?? ""}
              options={scores.map(({ score }) => ({ id: score.id, label: score.name }))}
              onValue={(id) => desk.choose(id)}
              testId="score-which"
            />
            <Turner desk={desk} />
            <Sizer desk={desk} />
          </>
        )}
        {there && table.draws.value && <ScoreTools desk={desk} />}
      </div>
      {table.draws.value && <More desk={desk} busy={busy} onAdd={onAdd} onRemove={onRemove} />}
      <Button
        kind="plain"
        size="small"
        icon="close"
        aria-label={t("score.close")}
        onClick={onClose}
        testId="close-score"
      >
        {t("close")}
      </Button>
    </div>
  );
}

/** What is set once a lesson, not once a bar. */
function More({ desk, busy, onAdd, onRemove }: Pick<Props, "desk" | "busy" | "onAdd" | "onRemove">) {
  const { table } = desk;
  const { scores, follow, draw } = table.lesson.value.papers;
  const adder = <Adder busy={busy} onAdd={onAdd} primary={scores.length === 0} />;
  if (scores.length === 0) return adder;
  return (
    <Menu word={t("score.more")} testId="score-more">
      <Redo desk={desk} />
      {adder}
      {table.role.value === "teacher" && (
        <>
          <Check
            label={t("score.follow")}
            checked={follow}
            onChange={(on) => table.setRules(on, draw)}
            testId="score-follow"
          />
          <Check
            label={t("score.pupilDraws")}
            checked={draw}
            onChange={(on) => table.setRules(follow, on)}
            testId="score-pupil-draws"
          />
          <Button kind="plain" size="small" onClick={onRemove} testId="score-remove">
            {t("score.remove")}
          </Button>
        </>
      )}
    </Menu>
  );
}

function Turner({ desk }: { desk: Desk }) {
  const page = desk.page.value;
  const pages = desk.pages.value;
  return (
    <div class="score-group">
      <Turn word={t("score.page.back")} by={-1} off={page <= 1} desk={desk} testId="score-back" />
      <span class="small figure" data-testid="score-page-of">
        <span aria-hidden="true">{t("score.page.short", { page, pages })}</span>
        <span class="unseen">{t("score.page.of", { page, pages })}</span>
      </span>
      <Turn word={t("score.page.next")} by={1} off={page >= pages} desk={desk} testId="score-next" />
    </div>
  );
}

interface TurnProps {
  desk: Desk;
  word: string;
  by: number;
  off: boolean;
  testId: string;
}

function Turn({ desk, word, by, off, testId }: TurnProps) {
  return (
    <button
      type="button"
      class="button button-quiet button-small score-turn"
      aria-label={word}
      title={word}
      disabled={off}
      onClick={() => desk.turn(by)}
      data-testid={testId}
    >
      <Icon name="chevron" />
    </button>
  );
}

function Sizer({ desk }: { desk: Desk }) {
  const zoom = desk.zoom.value;
  return (
    <div class="score-group">
      <Button
        size="small"
        aria-label={t("score.smaller")}
        disabled={zoom <= 1}
        onClick={() => desk.zoomBy(-1)}
        testId="score-smaller"
      >
        −
      </Button>
      <span class="small score-zoom" data-testid="score-zoom">
        {figure(100 * zoom)} %
      </span>
      <Button
        size="small"
        aria-label={t("score.larger")}
        disabled={zoom >= (ZOOMS.at(-1) ?? 1)}
        onClick={() => desk.zoomBy(1)}
        testId="score-larger"
      >
        +
      </Button>
    </div>
  );
}

interface AdderProps {
  busy: boolean;
  /** Nothing lies on the table yet: this is what to do. */
  primary: boolean;
  onAdd: (file: File) => void;
}

function Adder({ busy, primary, onAdd }: AdderProps) {
  return (
    <FileButton
      kind={primary ? "primary" : "quiet"}
      size="small"
      disabled={busy}
      label={t("score.add")}
      said={t(busy ? "score.adding" : "score.add")}
      accept={FILES}
      onFile={onAdd}
      id="score"
    />
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
  testId: string;
}

function Check({ label, checked, onChange, testId }: CheckProps) {
  return (
    <label class="tick small">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
        data-testid={testId}
      />
      <span>{label}</span>
    </label>
  );
}
