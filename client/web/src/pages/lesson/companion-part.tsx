/** The companion in a lesson: found, paired once, handed the sound, and taken back from. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CompanionProblem, CompanionStage } from "../../core/companion";
import { type PlainKey, t } from "../../i18n";
import type { CompanionSide } from "../../session/companion-side";
import { Button, Field } from "../../ui/kit";

export function CompanionPart({ companion }: { companion: CompanionSide }) {
  const stage = companion.stage.value;
  const problem = companion.problem.value;
  return (
    <section class="stack" data-testid="companion" data-stage={stage}>
      <h3>{t("companion.title")}</h3>
      <p class="small soft" role="status" data-testid="companion-says">
        {t(WORDS[stage])}
      </p>
      {problem && (
        <p class="small" role="alert" data-testid="companion-problem">
          {t(PROBLEMS[problem])}
        </p>
      )}
      {stage === "code" ? <Code companion={companion} /> : <Act companion={companion} stage={stage} />}
    </section>
  );
}

function Act({ companion, stage }: { companion: CompanionSide; stage: CompanionStage }) {
  if (stage === "looking") return null;
  const [word, act] = action(companion, stage);
  return (
    <div>
      <Button size="small" onClick={act} testId="companion-act">
        {t(word)}
      </Button>
    </div>
  );
}

function action(companion: CompanionSide, stage: CompanionStage): [PlainKey, () => void] {
  switch (stage) {
    case "unpaired":
      return ["companion.pair", () => companion.pair()];
    case "idle":
      return ["companion.carry", () => companion.carry()];
    case "joining":
    case "waiting":
    case "carrying":
      return ["companion.release", () => companion.release()];
    default:
      return ["companion.look", () => companion.look()];
  }
}

function Code({ companion }: { companion: CompanionSide }) {
  const code = useSignal("");
  const form = useRef<HTMLFormElement>(null);
  // The button that was clicked is gone; what comes next is to be typed, and seen whole.
  useLayoutEffect(() => {
    form.current?.querySelector("input")?.focus();
    form.current?.scrollIntoView?.({ block: "end" });
  }, []);
  return (
    <form
      ref={form}
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        companion.confirm(code.value);
        code.value = "";
      }}
    >
      <Field
        label={t("companion.code")}
        name="code"
        maxLength={12}
        value={code.value}
        onValue={(value) => {
          code.value = value;
        }}
        testId="companion-code"
      />
      <div>
        <Button type="submit" kind="primary" size="small" testId="companion-confirm">
          {t("companion.confirm")}
        </Button>
      </div>
    </form>
  );
}

const WORDS: Record<CompanionStage, PlainKey> = {
  unknown: "companion.text",
  looking: "companion.looking",
  absent: "companion.absent",
  unpaired: "companion.pair.text",
  code: "companion.code.text",
  idle: "companion.idle",
  joining: "companion.joining",
  waiting: "companion.waiting",
  carrying: "companion.carrying",
  lost: "companion.lost.text",
};
const PROBLEMS: Record<CompanionProblem, PlainKey> = {
  wrong: "companion.wrong",
  expired: "companion.expired",
  tooSoon: "companion.tooSoon",
  slow: "companion.slow",
};
