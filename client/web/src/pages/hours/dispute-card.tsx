/** An entry that one side holds to be wrong: why, what each side says, and one's own word. */
import { date, t } from "../../i18n";
import type { Agreement, Dispute, DisputeOutcome } from "../../session/borders";
import { askHere, here, isOne } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { entryText } from "./words";

export interface DisputeCardProps {
  agreement: Agreement;
  dispute: Dispute;
  trying: Trying;
  onChange: () => void;
}

export function DisputeCard({ agreement, dispute, trying, onChange }: DisputeCardProps) {
  const mine = here()?.municipality.id ?? "";
  const name = (id: string) => agreement.names[id] ?? "";
  const say = (outcome: DisputeOutcome) =>
    trying.attempt(async () => {
      await askHere("PUT", `/agreements/${agreement.id}/disputes/${dispute.id}/word`, { outcome });
      onChange();
    });
  const { entry } = dispute;
  return (
    <Notice tone="warn" title={`${t("dispute.disputed")}: ${entryText(entry)}`} testId="dispute">
      <p class="small soft">{date(Date.parse(entry.day) / 1000)}</p>
      <p>
        {name(dispute.raised_by)}: “{dispute.reason}”
      </p>
      <ul class="plain-list small">
        {dispute.sides.map((id) => (
          <li key={id}>{word(dispute.words[id], name(id))}</li>
        ))}
      </ul>
      <p class="small soft">{t("dispute.explain")}</p>
      {isOne("coordinator") && dispute.sides.includes(mine) && (
        <div class="row">
          <Button size="small" onClick={() => say("keep")} testId="dispute-keep">
            {t("dispute.keep")}
          </Button>
          <Button size="small" onClick={() => say("take_back")} testId="dispute-back">
            {t("dispute.takeBack")}
          </Button>
        </div>
      )}
    </Notice>
  );
}

function word(said: DisputeOutcome | undefined, name: string): string {
  if (!said) return t("dispute.silent", { name });
  return said === "keep" ? t("dispute.saysKeep", { name }) : t("dispute.saysBack", { name });
}
