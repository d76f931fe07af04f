/** An agreement is ended with its notice; until its last day all goes on. */
import { useSignal } from "@preact/signals";
import { date, t } from "../../i18n";
import type { Agreement } from "../../session/borders";
import { askHere } from "../../session/staff";
import { Button, Dialog, Field } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

export interface EndingProps {
  agreement: Agreement;
  /** Of what holds. */
  noticeDays: number;
  onClose: () => void;
  onDone: () => void;
}

export function Ending({ agreement, noticeDays, onClose, onDone }: EndingProps) {
  const earliest = dayAfter(new Date(), noticeDays);
  const lastDay = useSignal(earliest);
  const { busy, problem, attempt } = useTrying();
  const early = !(lastDay.value >= earliest);
  const end = (event: Event) => {
    event.preventDefault();
    if (early) return;
    void attempt(async () => {
      await askHere("POST", `/agreements/${agreement.id}/ending`, { last_day: lastDay.value });
      onDone();
    });
  };
  return (
    <Dialog title={t("agreement.endSure")} onClose={onClose} testId="ending">
      <form class="stack" onSubmit={end} noValidate>
        <p>
          {t("agreement.endText", {
            days: noticeDays,
            day: date(Date.parse(`${earliest}T12:00:00`) / 1000),
          })}
        </p>
        <Field
          label={t("agreement.lastDay")}
          name="last-day"
          type="date"
          value={lastDay.value}
          error={early ? t("agreement.tooEarly") : null}
          onValue={(typed) => {
            lastDay.value = typed;
          }}
          testId="last-day"
        />
        <Problem problem={problem.value} />
        <div class="row">
          <Button kind="danger" type="submit" disabled={busy.value} testId="end-sure">
            {t("agreement.end")}
          </Button>
          <Button onClick={onClose}>{t("close")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** `2027-01-19`, so many days after a day. */
export function dayAfter(day: Date, days: number): string {
  const then = new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}
