/** A button that opens what is needed more rarely. Escape and a click elsewhere close it; the focus comes back. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../../ui/icons";

interface Props {
  word: string;
  testId: string;
  children: ComponentChildren;
}

export function Menu({ word, testId, children }: Props) {
  const open = useSignal(false);
  const id = useId();
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!open.value) return;
    whole.current?.querySelector<HTMLElement>(".menu-body :is(button, input, select)")?.focus();
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) open.value = false;
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      open.value = false;
      button.current?.focus();
    };
    document.addEventListener("keydown", key);
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    return () => {
      document.removeEventListener("keydown", key);
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, [open.value]);
  return (
    <div class="menu" ref={whole}>
      <button
        type="button"
        ref={button}
        class="button button-quiet button-small"
        aria-expanded={open.value}
        aria-controls={id}
        data-testid={testId}
        onClick={() => {
          open.value = !open.peek();
        }}
      >
        <span>{word}</span>
        <Icon name="chevron" />
      </button>
      <div class="menu-body" id={id} hidden={!open.value}>
        {children}
      </div>
    </div>
  );
}
