/** One lesson a guest gave: what is proposed, what was confirmed, and saying it otherwise. */
import { useSignal } from "@preact/signals";
import { dateTime, figure, t } from "../../i18n";
import { CAUSES, type Cause, type Delivery, OUTCOMES, type Outcome } from "../../session/borders";
import { askHere, isOne } from "../../session/staff";
import { Button, Field, Select } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { SeenList } from "./seen";
import { CAUSE_NAMES, OUTCOME_NAMES } from "./words";

export interface DeliveryRowProps {
  delivery: Delivery;
  trying: Trying;
  onChange: () => void;
}

export function DeliveryRow({ delivery, trying, onChange }: DeliveryRowProps) {
  const changing = useSignal(false);
  const begun = Date.parse(delivery.begins_at) <= Date.now();
  const mayConfirm = begun && isOne("teacher", "coordinator");
  const minutes = t("today.minutes", { minutes: figure(delivery.minutes ?? delivery.planned_min) });
  return (
    <li class="card stack" data-testid="delivery" data-outcome={delivery.outcome ?? ""}>
      <div class="row delivery-head">
        <div class="grow">
          <strong>{delivery.pupils.join(", ")}</strong>, {delivery.teacher}
          <br />
          <span class="soft">
            {dateTime(Date.parse(delivery.begins_at) / 1000)} · {delivery.title}
          </span>
        </div>
        <span class="figures" data-testid="delivered">
          {delivery.outcome ? `${outcomeText(delivery)}, ${minutes}` : t("hours.open")}
        </span>
        {delivery.disputed && <span class="tag">{t("dispute.disputed")}</span>}
        {mayConfirm && !delivery.disputed && delivery.outcome && !changing.value && (
          <Button
            size="small"
            onClick={() => {
              changing.value = true;
            }}
            testId="change"
          >
            {t("hours.change")}
          </Button>
        )}
      </div>
      {delivery.outcome === "technical_failure" && !changing.value && <SeenList delivery={delivery} />}
      {mayConfirm && (!delivery.outcome || changing.value) && (
        <Confirm
          delivery={delivery}
          trying={trying}
          onDone={() => {
            changing.value = false;
            onChange();
          }}
        />
      )}
    </li>
  );
}

interface ConfirmProps {
  delivery: Delivery;
  trying: Trying;
  onDone: () => void;
}

function Confirm({ delivery, trying, onDone }: ConfirmProps) {
  const outcome = useSignal<Outcome | "">(delivery.outcome ?? delivery.proposed ?? "");
  const minutes = useSignal(String(delivery.minutes ?? delivery.planned_min));
  const cause = useSignal<Cause>(delivery.cause ?? proposedCause(delivery) ?? "unknown");
  const pointed = proposedCause(delivery);
  const count = Number(minutes.value);
  const wrong = !Number.isInteger(count) || count < 1 || count > 240;
  const confirm = (event: Event) => {
    event.preventDefault();
    if (wrong || outcome.value === "") return;
    const failed = outcome.value === "technical_failure";
    const said = { outcome: outcome.value, minutes: count, ...(failed ? { cause: cause.value } : {}) };
    void trying.attempt(async () => {
      await askHere("PUT", `/deliveries/${delivery.lesson}`, said);
      onDone();
    });
  };
  return (
    <form class="stack" onSubmit={confirm} noValidate>
      {delivery.proposed && !delivery.outcome && (
        <p class="small soft">{t(delivery.proposed === "held" ? "hours.proposed" : "hours.proposedSeen")}</p>
      )}
      {outcome.value !== "held" && <SeenList delivery={delivery} />}
      {outcome.value === "technical_failure" && pointed && (
        <p class="small soft" data-testid="measured-cause">
          {t("hours.pointsTo", { cause: t(CAUSE_NAMES[pointed]) })}
        </p>
      )}
      <div class="fields">
        <Select
          label={t("hours.outcome")}
          value={outcome.value}
          options={[
            ...(outcome.value === "" ? [{ id: "", label: t("hours.choose") }] : []),
            ...OUTCOMES.map((id) => ({ id, label: t(OUTCOME_NAMES[id]) })),
          ]}
          onValue={(id) => {
            outcome.value = id as Outcome;
          }}
          testId="outcome"
        />
        {outcome.value === "technical_failure" && (
          <Select
            label={t("hours.cause")}
            value={cause.value}
            options={CAUSES.map((id) => ({ id, label: t(CAUSE_NAMES[id]) }))}
            onValue={(id) => {
              cause.value = id as Cause;
            }}
          />
        )}
        <Field
          label={t("hours.minutes")}
          name="minutes"
          value={minutes.value}
          error={wrong ? t("hours.minutesWrong") : null}
          onValue={(typed) => {
            minutes.value = typed;
          }}
          testId="minutes"
        />
        <Button kind="primary" type="submit" disabled={outcome.value === ""} testId="confirm-hours">
          {t("hours.confirm")}
        </Button>
      </div>
    </form>
  );
}

/** Of a technical failure with what it was: "Technology failed (the network)". */
function outcomeText({ outcome, cause }: Delivery): string {
  const said = outcome ? t(OUTCOME_NAMES[outcome]) : "";
  return cause ? `${said} (${t(CAUSE_NAMES[cause])})` : said;
}

/** What the most telling of what was measured points to. */
function proposedCause(delivery: Delivery): Cause | null {
  return delivery.measured.find(({ cause }) => cause !== null)?.cause ?? null;
}
