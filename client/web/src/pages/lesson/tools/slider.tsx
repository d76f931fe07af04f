/** A slider with its value in words beside it; the arrow keys move it, and so do the two buttons. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../../i18n";

export interface SliderProps {
  label: string;
  value: number;
  shown: string;
  min: number;
  max: number;
  step?: number;
  onValue: (value: number) => void;
  testId: string;
}

const EVERY_MS = 120;
const OWN_MS = 1500;

/**
 * A hand moves faster than the room answers: what the hand does is shown at once, told a few times a
 * second, and gives way to what the room says when the hand rests.
 */
function useDraft(onValue: (value: number) => void) {
  const draft = useSignal<number | null>(null);
  const told = useRef(onValue);
  told.current = onValue;
  const pause = useRef<ReturnType<typeof setTimeout> | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout> | null>(null);
  const waiting = useRef(false);
  useEffect(
    () => () => {
      for (const timer of [pause.current, rest.current]) if (timer !== null) clearTimeout(timer);
      if (waiting.current && draft.peek() !== null) told.current(draft.peek() ?? 0);
    },
    [],
  );
  const say = (value: number) => {
    draft.value = value;
    if (rest.current !== null) clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      draft.value = null;
    }, OWN_MS);
    waiting.current = pause.current !== null;
    if (waiting.current) return;
    told.current(value);
    pause.current = setTimeout(() => {
      pause.current = null;
      if (waiting.current) say(draft.peek() ?? value);
    }, EVERY_MS);
  };
  return { draft, say };
}

export function Slider({ label, value, shown, min, max, step = 1, onValue, testId }: SliderProps) {
  const id = useId();
  const { draft, say } = useDraft(onValue);
  const now = draft.value ?? value;
  const move = (by: number) => say(Math.min(max, Math.max(min, Math.round((now + by) * 100) / 100)));
  return (
    <div class="field">
      <div class="slider-head">
        <label class="field-label" for={id}>
          {label}
        </label>
        <output for={id} class="figure" data-testid={`${testId}-shown`}>
          {shown}
        </output>
      </div>
      <div class="slider-row">
        <button
          type="button"
          class="step"
          aria-label={t("slider.less", { what: label })}
          onClick={() => move(-step)}
        >
          −
        </button>
        <input
          type="range"
          id={id}
          class="slider"
          min={min}
          max={max}
          step={step}
          value={now}
          aria-valuetext={shown}
          data-testid={testId}
          onInput={(event) => say(Number(event.currentTarget.value))}
        />
        <button
          type="button"
          class="step"
          aria-label={t("slider.more", { what: label })}
          onClick={() => move(step)}
        >
          +
        </button>
      </div>
    </div>
  );
}
