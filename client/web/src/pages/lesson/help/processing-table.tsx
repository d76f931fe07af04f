/** What is done to somebody's sound: by their browser's word, and as measured. */
import { type PlainKey, t } from "../../../i18n";
import type { ParticipantView, Processing } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";

const NAMES: Record<Processing, PlainKey> = {
  echo_cancellation: "processed.echo",
  noise_suppression: "processed.noise",
  gain_control: "processed.gain",
};
const FOUND = { on: "processed.on", off: "processed.off", unknown: "processed.unknown" } as const;

interface Props {
  session: LessonSession;
  person: ParticipantView;
}

export function ProcessingTable({ session, person }: Props) {
  const { measured, processing = [] } = person;
  return (
    <div class="stack-tight" data-testid="processing-table">
      <table class="processed">
        <caption class="field-label">{t("processed.title")}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("processed.browser")}</th>
            <th scope="col">{t("processed.measured")}</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(NAMES) as Processing[]).map((name) => (
            <tr key={name} data-processing={name}>
              <th scope="row">{t(NAMES[name])}</th>
              <td>{t(processing.includes(name) ? "processed.on" : "processed.off")}</td>
              <td data-testid={`measured-${name}`} data-found={measured?.[name] ?? "none"}>
                {t(measured ? FOUND[measured[name]] : "processed.none")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div>
        <Button
          size="small"
          onClick={() => session.tools.ask(person.id, "measure_sound")}
          testId="ask-measure"
        >
          {t(measured ? "measured.again" : "processed.measure")}
        </Button>
      </div>
    </div>
  );
}
