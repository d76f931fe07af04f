/** Says what somebody teaches, in which languages, and whether they travel; a coordinator says who employs them and what they offer, too. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../../i18n";
import { employersOf, type OwnCard, type StaffCard, typedEmployers, wholeOf } from "../../session/cards";
import { words } from "../../session/posts";
import { Button, Field } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

const MAX_OFFERED_MIN = 2400;
const MAX_KM = 1000;

interface Typed {
  subjects: string;
  languages: string;
  travels: boolean;
  km: string;
  employers: string;
  offered: string;
}

export interface CardFormProps {
  card: StaffCard;
  /** One's own: without what the coordinator says. */
  own?: boolean;
  save: (card: OwnCard | Omit<StaffCard, "home">) => Promise<void>;
  children?: ComponentChildren;
}

export function CardForm({ card, own = false, save, children }: CardFormProps) {
  const typed = useSignal(typedOf(card));
  const tried = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const submit = (event: Event) => {
    event.preventDefault();
    const said = cardOf(typed.value, own);
    tried.value = said === null;
    if (said) void attempt(() => save(said));
  };
  return (
    <form class="stack" onSubmit={submit} noValidate data-testid="card-form">
      <div class="fields card-fields">
        <Text
          typed={typed}
          name="subjects"
          label={t("card.subjects")}
          hint={t("card.subjectsHint")}
          maxLength={600}
        />
        <Text
          typed={typed}
          name="languages"
          label={t("card.languages")}
          hint={t("card.languagesHint")}
          maxLength={240}
        />
        {!own && <Employment typed={typed} tried={tried.value} />}
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={typed.value.travels}
          onChange={(event) => {
            typed.value = { ...typed.value, travels: event.currentTarget.checked };
          }}
          data-testid="card-travels"
        />
        <span>{t("card.travels")}</span>
      </label>
      {typed.value.travels && (
        <div class="fields card-fields">
          <Text
            typed={typed}
            name="km"
            label={t("card.km")}
            hint={t("card.kmHint")}
            maxLength={4}
            error={tried.value && kmOf(typed.value) === undefined ? t("card.kmWrong") : null}
          />
        </div>
      )}
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="save-card">
          {t("people.save")}
        </Button>
        {children}
      </div>
    </form>
  );
}

function Employment({ typed, tried }: { typed: Signal<Typed>; tried: boolean }) {
  const offered = wholeOf(typed.value.offered, 0, MAX_OFFERED_MIN);
  return (
    <>
      <Text
        typed={typed}
        name="employers"
        label={t("card.employers")}
        hint={t("card.employersHint")}
        maxLength={1000}
        error={tried && employersOf(typed.value.employers) === null ? t("card.employersWrong") : null}
      />
      <Text
        typed={typed}
        name="offered"
        label={t("card.offered")}
        hint={t("card.offeredHint")}
        maxLength={4}
        error={tried && offered === null ? t("card.offeredWrong") : null}
      />
    </>
  );
}

interface TextProps {
  typed: Signal<Typed>;
  name: Exclude<keyof Typed, "travels">;
  label: string;
  hint?: string;
  maxLength: number;
  error?: string | null;
}

function Text({ typed, name, ...rest }: TextProps) {
  return (
    <Field
      {...rest}
      name={`card-${name}`}
      value={typed.value[name]}
      onValue={(text) => {
        typed.value = { ...typed.value, [name]: text };
      }}
      testId={`card-${name}`}
    />
  );
}

function typedOf(card: StaffCard): Typed {
  return {
    subjects: card.subjects.join(", "),
    languages: card.languages.join(", "),
    travels: card.travels,
    km: card.travel_km === null ? "" : String(card.travel_km),
    employers: typedEmployers(card.employers),
    offered: String(card.offered_min),
  };
}

/** How far; null is as far as it takes, undefined what is no distance. */
function kmOf({ travels, km }: Typed): number | null | undefined {
  if (!travels || km.trim() === "") return null;
  return wholeOf(km, 1, MAX_KM) ?? undefined;
}

function cardOf(typed: Typed, own: boolean): OwnCard | Omit<StaffCard, "home"> | null {
  const travel_km = kmOf(typed);
  const employers = employersOf(typed.employers);
  const offered_min = wholeOf(typed.offered, 0, MAX_OFFERED_MIN);
  if (travel_km === undefined) return null;
  const said: OwnCard = {
    subjects: words(typed.subjects),
    languages: words(typed.languages),
    travels: typed.travels,
    travel_km,
  };
  if (own) return said;
  return employers && offered_min !== null ? { ...said, employers, offered_min } : null;
}
