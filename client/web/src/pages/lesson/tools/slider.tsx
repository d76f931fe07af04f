/** A slider with its value in words beside it; the arrow keys move it, and so do the two buttons. */
import { useId } from "preact/hooks";
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

export function Slider({ label, value, shown, min, max, step = 1, onValue, testId }: SliderProps) {
  const id = useId();
  const move = (by: number) => onValue(Math.min(max, Math.max(min, Math.round((value + by) * 100) / 100)));
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
          value={value}
          aria-valuetext={shown}
          data-testid={testId}
          onInput={(event) => onValue(Number(event.currentTarget.value))}
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
