/** Hours: which lessons a guest has given, and what a month of an agreement comes to. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { type Delivery, monthName, recentMonths, spanOf } from "../../session/borders";
import { here, isOne } from "../../session/staff";
import { Select } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { More, usePaged } from "../today/paged";
import { DeliveryRow } from "./delivery-row";
import { Settlements } from "./settlements";

const MONTHS = 13;

export function HoursPage() {
  return (
    <Frame page="hours" title={t("hours.title")}>
      <Hours />
    </Frame>
  );
}

function Hours() {
  const months = recentMonths(new Date(), MONTHS);
  const month = useSignal(months[0] ?? "");
  const changes = useSignal(0);
  const resolved = useSignal(0);
  const municipality = here()?.municipality.id;
  return (
    <>
      <div class="row">
        <Select
          label={t("hours.month")}
          value={month.value}
          options={months.map((id) => ({ id, label: monthName(id) }))}
          onValue={(id) => {
            month.value = id;
          }}
          testId="month"
        />
      </div>
      <Lessons
        key={`${municipality}-${month.value}`}
        resolved={resolved.value}
        month={month.value}
        onChange={() => {
          changes.value += 1;
        }}
      />
      {isOne("coordinator", "admin") && (
        <Settlements
          key={municipality}
          month={month.value}
          changes={changes.value}
          onResolved={() => {
            resolved.value += 1;
          }}
        />
      )}
    </>
  );
}

interface LessonsProps {
  month: string;
  /** Counts up when a dispute changed what stands of a lesson. */
  resolved: number;
  onChange: () => void;
}

function Lessons({ month, resolved, onChange }: LessonsProps) {
  const trying = useTrying();
  const { from, to } = spanOf(month);
  const paged = usePaged<Delivery>(trying, "/deliveries", from, to);
  const { lessons, load } = paged;
  useEffect(() => {
    void load();
  }, [month, resolved]);
  return (
    <section class="stack">
      <h2>{t("hours.lessons")}</h2>
      <Problem problem={trying.problem.value} />
      {lessons.value?.length === 0 && <p class="soft">{t("hours.none")}</p>}
      <ul class="lesson-list" data-testid="deliveries">
        {lessons.value?.map((one) => (
          <DeliveryRow
            key={one.lesson}
            delivery={one}
            trying={trying}
            onChange={() => {
              void load();
              onChange();
            }}
          />
        ))}
      </ul>
      <More paged={paged} />
    </section>
  );
}
