/** The teacher gives each pupil a reading link, copies it, and takes it back. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, t } from "../../i18n";
import { giveReading, type Reader, readers, takeBackReading } from "../../session/reading";
import { CopyButton } from "../../ui/copy-button";
import { Button } from "../../ui/kit";

interface Props {
  /** The teacher's invite. */
  token: string;
  /** In the lesson: only for those whose papers lie on the table, anew whenever this changes. */
  round?: string;
  heading?: "h2" | "h3";
}

export function GiveReading({ token, round, heading: Heading = "h2" }: Props) {
  const known = useSignal<readonly Reader[]>([]);
  const said = useSignal("");
  const load = async () => {
    const all = await readers(token).catch(() => known.peek());
    known.value = round === undefined ? all : all.filter(({ here }) => here);
  };
  useEffect(() => {
    // Nothing of one child is shown to the next, not even for a moment.
    known.value = [];
    said.value = "";
    void load();
  }, [token, round]);
  const act = async (what: Promise<void>, done: string) => {
    said.value = await what.then(
      () => done,
      () => t("give.failed"),
    );
    await load();
  };
  if (known.value.length === 0) return null;
  return (
    <section class="stack-tight give" aria-labelledby="give-title" data-testid="give">
      <Heading id="give-title">{t("give.title")}</Heading>
      <p class="small soft">{t("give.text")}</p>
      <ul class="people">
        {known.value.map((reader) => (
          <Row
            key={reader.participant}
            reader={reader}
            onGive={() => act(giveReading(token, reader.participant), t("give.given", { name: reader.name }))}
            onTakeBack={(id) => act(takeBackReading(token, id), t("give.taken", { name: reader.name }))}
          />
        ))}
      </ul>
      <p class="small" role="status">
        {said.value}
      </p>
    </section>
  );
}

interface RowProps {
  reader: Reader;
  onGive: () => Promise<void>;
  onTakeBack: (id: string) => Promise<void>;
}

function Row({ reader, onGive, onTakeBack }: RowProps) {
  const { name, reading } = reader;
  return (
    <li class="person" data-testid="give-row">
      <div class="grow">
        <p class="person-name">{name}</p>
        {reading && (
          <p class="small soft">{t("give.until", { when: date(Date.parse(reading.expires_at) / 1000) })}</p>
        )}
      </div>
      <div class="row">
        {reading ? (
          <>
            <CopyButton size="small" text={reading.url} testId="give-copy" />
            <Button
              size="small"
              kind="danger"
              aria-label={t("give.takeBack.which", { name })}
              onClick={() => void onTakeBack(reading.id)}
              testId="give-back"
            >
              {t("give.takeBack")}
            </Button>
          </>
        ) : (
          <Button
            size="small"
            kind="primary"
            aria-label={t("give.give.which", { name })}
            onClick={() => void onGive()}
            testId="give-link"
          >
            {t("give.give")}
          </Button>
        )}
      </div>
    </li>
  );
}
