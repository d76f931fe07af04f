/** One check in the list: its number or its tick, its name, and what it asks while it is open. */
import type { ComponentChildren } from "preact";
import { type PlainKey, t } from "../../i18n";
import type { Role } from "../../protocol";
import { Icon, type IconName } from "../../ui/icons";

export const STEPS = ["headphones", "sound", "microphone", "camera"] as const;
export type StepName = (typeof STEPS)[number];

/** Who only listens needs no microphone and no camera. */
export function stepsFor(role: Role | null): readonly StepName[] {
  return role === "observer" ? ["headphones", "sound"] : STEPS;
}

const TITLES: Record<StepName, PlainKey> = {
  headphones: "check.headphones",
  sound: "check.sound",
  microphone: "check.microphone",
  camera: "check.camera",
};
const ICONS: Record<StepName, IconName> = {
  headphones: "headphones",
  sound: "speaker",
  microphone: "microphone",
  camera: "camera",
};

export interface CheckStepProps {
  name: StepName;
  number: number;
  open: boolean;
  done: boolean;
  onOpen: () => void;
  children: ComponentChildren;
}

export function CheckStep({ name, number, open, done, onOpen, children }: CheckStepProps) {
  const state = done ? t("check.done") : t("check.open");
  return (
    <li class="checkup" data-open={open} data-done={done} data-testid={`check-${name}`}>
      <h2>
        <button
          type="button"
          class="check-head"
          aria-expanded={open}
          aria-controls={`check-${name}`}
          onClick={onOpen}
        >
          <span class="check-mark" aria-hidden="true">
            {done ? <Icon name="check" /> : number}
          </span>
          <span class="grow">{t(TITLES[name])}</span>
          <span class="check-state small">{state}</span>
          <Icon name={ICONS[name]} />
        </button>
      </h2>
      <div class="check-body stack" id={`check-${name}`} hidden={!open}>
        {open && children}
      </div>
    </li>
  );
}
