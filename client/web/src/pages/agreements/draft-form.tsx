/** A draft: with whom, what for, at what price, and who bears a lesson that was not held. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type PlainKey, t } from "../../i18n";
import {
  type Agreement,
  type Bears,
  FORMS,
  type Form,
  minorOf,
  type Neighbour,
  newest,
} from "../../session/borders";
import { askHere, here } from "../../session/staff";
import { Button, Field, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { firstDraft, hasParties, type Part, type Plan, planOf, termsOf } from "./draft";
import { BEARS_NAMES, FORM_NAMES, SHARED } from "./words";

export interface DraftFormProps {
  /** Of which this will be a new version; its parties and its currency stay. */
  agreement?: Agreement;
  onDone: () => void;
}

export function DraftForm({ agreement, onDone }: DraftFormProps) {
  const neighbours = useSignal<Neighbour[]>(agreement ? partiesOf(agreement) : []);
  const plan = useSignal<Plan>(agreement ? planOf(newest(agreement).terms) : firstDraft(new Date()));
  const missing = useSignal(false);
  const { busy, problem, attempt, load } = useTrying();
  const mine = here()?.municipality;
  useEffect(() => {
    if (agreement) return;
    void load(
      () => askHere<{ municipalities: Neighbour[] }>("GET", "/neighbours"),
      (found) => {
        neighbours.value = found.municipalities;
      },
    );
  }, [mine?.id]);
  const path = agreement ? `/agreements/${agreement.id}/versions` : "/agreements";
  const submit = (event: Event) => {
    event.preventDefault();
    const terms = termsOf(plan.value, mine?.id ?? "");
    missing.value = terms === null;
    if (terms) void attempt(() => askHere("POST", path, terms).then(onDone));
  };
  return (
    <form class="card stack stack-wide" onSubmit={submit} noValidate data-testid="draft">
      <h2>{t(agreement ? "agreement.change" : "agreements.new")}</h2>
      {agreement && <p>{t("agreement.changeText")}</p>}
      <div class="fields">
        <Text
          plan={plan}
          name="title"
          label="agreement.name"
          wrong={missing.value && !plan.value.title.trim()}
        />
        <Select
          label={t("agreement.form")}
          value={plan.value.form}
          options={FORMS.map((id) => ({ id, label: t(FORM_NAMES[id]) }))}
          onValue={(id) => {
            plan.value = { ...plan.value, form: id as Form };
          }}
          testId="draft-form"
        />
      </div>
      <fieldset class="parties">
        <legend class="field-label">{t("agreement.parties")}</legend>
        {missing.value && !hasParties(plan.value, mine?.id ?? "") && (
          <p class="field-error">{t("agreement.partiesMissing")}</p>
        )}
        <div class="fields">
          {(agreement || !mine ? neighbours.value : [mine, ...neighbours.value]).map((one) => (
            <PartyRow
              key={one.id}
              plan={plan}
              party={one}
              stays={Boolean(agreement) || one.id === mine?.id}
            />
          ))}
        </div>
      </fieldset>
      <div class="fields">
        <Text
          plan={plan}
          name="price"
          label="agreement.price"
          wrong={missing.value && minorOf(plan.value.price) === null}
        />
        {!agreement && <Text plan={plan} name="currency" label="agreement.currency" />}
        <Select
          label={t("agreement.amount")}
          value={plan.value.per}
          options={[
            { id: "week", label: t("agreement.perWeek") },
            { id: "term", label: t("agreement.perTerm") },
          ]}
          onValue={(id) => {
            plan.value = { ...plan.value, per: id === "term" ? "term" : "week" };
          }}
          testId="draft-per"
        />
        <Text
          plan={plan}
          name="minutes"
          label={plan.value.per === "week" ? "agreement.minutesWeek" : "agreement.minutesTerm"}
        />
        <Text plan={plan} name="from" label="agreement.from" type="date" />
        <Text plan={plan} name="until" label="agreement.until" type="date" />
        <Text plan={plan} name="notice" label="agreement.noticeDays" />
        <Text plan={plan} name="preparation" label="agreement.preparation" />
        <Text plan={plan} name="travel" label="agreement.travel" />
        <Text plan={plan} name="subjects" label="agreement.subjects" />
        <Text plan={plan} name="levels" label="agreement.levels" />
        <Bearing plan={plan} name="pupil" label="agreement.borne.pupil" />
        <Bearing plan={plan} name="teacher" label="agreement.borne.teacher" />
        <Bearing plan={plan} name="technology" label="agreement.borne.technology" />
        <Text plan={plan} name="caseNumber" label="agreement.case" />
      </div>
      <Text plan={plan} name="ground" label="agreement.ground" />
      <Text plan={plan} name="data" label="agreement.data" />
      {missing.value && <p class="field-error">{t("agreement.incomplete")}</p>}
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="draft-save">
          {t(agreement ? "agreement.saveChange" : "agreement.saveDraft")}
        </Button>
        <Button onClick={onDone}>{t("close")}</Button>
      </div>
    </form>
  );
}

type TextName = Exclude<keyof Plan, "form" | "parts" | "shares" | "officials" | "per" | "borne" | "zone">;

interface TextProps {
  plan: Signal<Plan>;
  name: TextName;
  label: PlainKey;
  type?: "text" | "date";
  wrong?: boolean;
}

function Text({ plan, name, label, type = "text", wrong = false }: TextProps) {
  return (
    <Field
      label={t(label)}
      name={`draft-${name}`}
      type={type}
      maxLength={name === "ground" || name === "data" ? 4000 : 120}
      value={plan.value[name]}
      error={wrong ? t("new.missing") : null}
      onValue={(typed) => {
        plan.value = { ...plan.value, [name]: typed };
      }}
      testId={`draft-${name}`}
    />
  );
}

interface BearingProps {
  plan: Signal<Plan>;
  name: "pupil" | "teacher" | "technology";
  label: PlainKey;
}

function Bearing({ plan, name, label }: BearingProps) {
  return (
    <Select
      label={t(label)}
      value={plan.value.borne[name]}
      options={Object.entries(BEARS_NAMES).map(([id, key]) => ({ id, label: t(key) }))}
      onValue={(id) => {
        plan.value = { ...plan.value, borne: { ...plan.value.borne, [name]: id as Bears } };
      }}
    />
  );
}

interface PartyRowProps {
  plan: Signal<Plan>;
  party: Neighbour;
  /** Whether it is in it in any case. */
  stays: boolean;
}

function PartyRow({ plan, party, stays }: PartyRowProps) {
  const part = plan.value.parts[party.id] ?? (stays ? "gives" : "");
  return (
    <div class="party">
      <Select
        label={party.kind === "provider" ? t("agreement.provider", { name: party.name }) : party.name}
        value={part}
        options={[
          ...(stays ? [] : [{ id: "", label: t("agreement.notIn") }]),
          { id: "gives", label: t("agreement.gives") },
          { id: "takes", label: t("agreement.takes") },
        ]}
        onValue={(id) => {
          plan.value = { ...plan.value, parts: { ...plan.value.parts, [party.id]: id as Part } };
        }}
        testId={stays ? "draft-own" : "draft-party"}
      />
      {part && SHARED.includes(plan.value.form) && (
        <Field
          label={t("agreement.share")}
          name={`share-${party.id}`}
          value={plan.value.shares[party.id] ?? ""}
          onValue={(typed) => {
            plan.value = { ...plan.value, shares: { ...plan.value.shares, [party.id]: typed } };
          }}
        />
      )}
      {part && (
        <Field
          label={t("agreement.official", { name: party.name })}
          name={`official-${party.id}`}
          maxLength={120}
          value={plan.value.officials[party.id] ?? ""}
          onValue={(typed) => {
            plan.value = { ...plan.value, officials: { ...plan.value.officials, [party.id]: typed } };
          }}
        />
      )}
    </div>
  );
}

function partiesOf(agreement: Agreement): Neighbour[] {
  return newest(agreement).terms.parties.map(({ municipality }) => ({
    id: municipality,
    name: agreement.names[municipality] ?? "",
    kind: agreement.providers.includes(municipality) ? "provider" : "municipality",
  }));
}
