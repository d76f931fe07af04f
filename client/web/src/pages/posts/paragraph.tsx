/** A field for more than a line. */
import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";

export interface ParagraphProps {
  label: string;
  hint?: string;
  value: Signal<string>;
  testId?: string;
}

export function Paragraph({ label, hint, value, testId }: ParagraphProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {hint && (
        <span class="small soft" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <textarea
        class="input"
        id={id}
        rows={4}
        maxLength={4000}
        aria-describedby={hint ? `${id}-hint` : undefined}
        data-testid={testId}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}
