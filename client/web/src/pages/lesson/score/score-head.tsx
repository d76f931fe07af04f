/** Above the score: which one, which page, how large, and whether the pages turn together. */
import { useRef } from "preact/hooks";
import { figure, t } from "../../../i18n";
import { Button, Select } from "../../../ui/kit";
import type { Desk } from "./desk";
import { ZOOMS } from "./desk";

interface Props {
  desk: Desk;
  busy: boolean;
  onAdd: (file: File) => void;
  onRemove: () => void;
  onClose: () => void;
}

export function ScoreHead({ desk, busy, onAdd, onRemove, onClose }: Props) {
  const { table } = desk;
  const { scores, follow, draw } = table.lesson.value.papers;
  const teaches = table.role.value === "teacher";
  const chosen = desk.score.value;
  return (
    <div class="score-head">
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
      {table.draws.value && <Adder busy={busy} onAdd={onAdd} />}
      {teaches && scores.length > 0 && (
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
      <span class="grow" />
      <Button kind="plain" size="small" icon="close" onClick={onClose} testId="close-score">
        {t("score.close")}
      </Button>
    </div>
  );
}

function Turner({ desk }: { desk: Desk }) {
  const page = desk.page.value;
  const pages = desk.pages.value;
  return (
    <div class="score-group">
      <Button size="small" disabled={page <= 1} onClick={() => desk.turn(-1)} testId="score-back">
        {t("score.page.back")}
      </Button>
      <span class="small" data-testid="score-page-of">
        {t("score.page.of", { page, pages })}
      </span>
      <Button size="small" disabled={page >= pages} onClick={() => desk.turn(1)} testId="score-next">
        {t("score.page.next")}
      </Button>
    </div>
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

function Adder({ busy, onAdd }: { busy: boolean; onAdd: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="small" disabled={busy} onClick={() => input.current?.click()} testId="score-add">
        {t(busy ? "score.adding" : "score.add")}
      </Button>
      <input
        ref={input}
        type="file"
        accept="application/pdf,image/png,image/jpeg,image/webp,image/gif"
        hidden
        aria-label={t("score.add")}
        data-testid="score-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) onAdd(file);
        }}
      />
    </>
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
