/** A teacher's word to those at the door: ready-made, or a line of one's own. They alone read it. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { ReadyWord } from "../../protocol";
import type { LessonSession } from "../../session/lesson-session";
import { Button, Field } from "../../ui/kit";
import { READY_WORDS, saidAtDoor } from "../ready-words";

const LONGEST = 200;

export function SayWaiting({ session }: { session: LessonSession }) {
  const own = useSignal("");
  const box = useRef<HTMLDetailsElement>(null);
  const said = saidAtDoor(session.lesson.value.door);
  // What was said stands in the summary then; the buttons would only hide the lesson.
  const say = (word: ReadyWord | null, text = "") => {
    session.sayWaiting(word, text);
    own.value = "";
    if (!box.current) return;
    box.current.open = false;
    box.current.querySelector("summary")?.focus();
  };
  const sayOwn = (event: Event) => {
    event.preventDefault();
    if (own.value.trim() !== "") say(null, own.value.trim());
  };
  return (
    <details class="say-waiting" ref={box} data-testid="say-waiting">
      <summary>{said ? t("say.said", { word: said }) : t("say.title")}</summary>
      <div class="stack">
        <div class="row">
          {(Object.keys(READY_WORDS) as ReadyWord[]).map((word) => (
            <Button key={word} size="small" onClick={() => say(word)} testId={`say-${word}`}>
              {t(READY_WORDS[word])}
            </Button>
          ))}
        </div>
        <form class="say-own" onSubmit={sayOwn}>
          <Field
            label={t("say.own")}
            name="word"
            maxLength={LONGEST}
            value={own.value}
            onValue={(text) => {
              own.value = text;
            }}
            testId="say-own"
          />
          <Button size="small" type="submit" testId="say-send">
            {t("say.send")}
          </Button>
        </form>
        {said && (
          <div>
            <Button size="small" onClick={() => say(null)} testId="say-nothing">
              {t("say.back")}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
