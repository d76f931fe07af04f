/** A teacher's word to those at the door: ready-made, or a line of one's own. They alone read it. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { ReadyWord } from "../../protocol";
import type { LessonSession } from "../../session/lesson-session";
import { Button, Field } from "../../ui/kit";
import { READY_WORDS, saidAtDoor } from "../ready-words";

const LONGEST = 200;

export function SayWaiting({ session }: { session: LessonSession }) {
  const own = useSignal("");
  const said = saidAtDoor(session.lesson.value.door);
  const say = (event: Event) => {
    event.preventDefault();
    if (own.value.trim() === "") return;
    session.sayWaiting(null, own.value.trim());
    own.value = "";
  };
  return (
    <details class="say-waiting" data-testid="say-waiting">
      <summary>{said ? t("say.said", { word: said }) : t("say.title")}</summary>
      <div class="stack">
        <div class="row">
          {(Object.keys(READY_WORDS) as ReadyWord[]).map((word) => (
            <Button key={word} size="small" onClick={() => session.sayWaiting(word)} testId={`say-${word}`}>
              {t(READY_WORDS[word])}
            </Button>
          ))}
        </div>
        <form class="say-own" onSubmit={say}>
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
            <Button size="small" onClick={() => session.sayWaiting(null)} testId="say-nothing">
              {t("say.back")}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
