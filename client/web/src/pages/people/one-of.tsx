/** One of the municipality's people with a role, or nobody; where there are none, nothing is asked. */
import type { Signal } from "@preact/signals";
import { type PlainKey, t } from "../../i18n";
import type { AccountRole, Person } from "../../session/staff";
import { Select } from "../../ui/kit";

export interface OneOfProps {
  label: PlainKey;
  held: AccountRole;
  people: readonly Person[];
  chosen: Signal<string>;
  /** Whoever it is already, though the list does not show them. */
  besides?: { id: string; name: string } | null;
  testId: string;
}

export function OneOf({ label, held, people, chosen, besides = null, testId }: OneOfProps) {
  const fitting: { id: string; name: string }[] = people.filter(({ roles }) => roles.includes(held));
  if (besides && !fitting.some(({ id }) => id === besides.id)) fitting.push(besides);
  if (fitting.length === 0) return null;
  return (
    <Select
      label={t(label)}
      value={chosen.value}
      options={[{ id: "", label: t("plan.nobody") }, ...fitting.map(({ id, name }) => ({ id, label: name }))]}
      onValue={(id) => {
        chosen.value = id;
      }}
      testId={testId}
    />
  );
}
