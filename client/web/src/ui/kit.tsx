/** Small parts that every page is made of. */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon, type IconName } from "./icons";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  kind?: "primary" | "quiet" | "plain" | "danger";
  size?: "small" | "normal" | "large";
  icon?: IconName;
  testId?: string;
  children: ComponentChildren;
}

export function Button({ kind = "quiet", size = "normal", icon, testId, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={`button button-${kind} button-${size}`} data-testid={testId}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export interface FieldProps {
  label: string;
  hint?: string;
  error?: string | null;
  value: string;
  onValue: (value: string) => void;
  name: string;
  required?: boolean;
  maxLength?: number;
  readOnly?: boolean;
  type?: "text" | "url" | "email" | "password" | "date" | "datetime-local";
  autocomplete?: string;
  list?: readonly string[];
  testId?: string;
}

export function Field({
  label,
  hint,
  error,
  value,
  onValue,
  list,
  testId,
  autocomplete = "off",
  ...rest
}: FieldProps) {
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
      <input
        // Its kinds differ in what else they take; what is common to all is all that is used here.
        {...(rest as { type?: "text" })}
        class="input"
        id={id}
        value={value}
        autocomplete={autocomplete as "off"}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${hint ? `${id}-hint` : ""} ${error ? `${id}-error` : ""}`.trim() || undefined}
        list={list ? `${id}-list` : undefined}
        data-testid={testId}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      {error && (
        <span class="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}

export interface SelectProps {
  label: string;
  value: string;
  options: readonly { id: string; label: string }[];
  onValue: (id: string) => void;
  hideLabel?: boolean;
  testId?: string;
}

export function Select({ label, value, options, onValue, hideLabel = false, testId }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label class={hideLabel ? "unseen" : "field-label"} for={id}>
        {label}
      </label>
      <select
        class="input"
        id={id}
        data-testid={testId}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.id} value={option.id} selected={option.id === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export type Tone = "calm" | "good" | "warn" | "bad";
const TONE_ICON: Record<Tone, IconName> = { calm: "info", good: "check", warn: "warning", bad: "warning" };

export interface NoticeProps {
  tone?: Tone;
  icon?: IconName;
  title?: string;
  /** Spoken once when it appears; never set on things that change by themselves. */
  live?: boolean;
  testId?: string;
  children?: ComponentChildren;
}

export function Notice({ tone = "calm", icon, title, live = false, testId, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={live ? "status" : undefined} data-testid={testId}>
      <Icon name={icon ?? TONE_ICON[tone]} />
      <div class="notice-text">
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

export interface PanelProps {
  title: string;
  onClose: () => void;
  testId?: string;
  children: ComponentChildren;
}

/** A side panel. Focus goes to its heading, Escape closes it; who opened it gets the focus back. */
export function Panel({ title, onClose, testId, children }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // Before it is seen, so that Escape closes it from the first moment.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <section
      class="panel"
      aria-labelledby={id}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div class="panel-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button kind="plain" size="small" icon="close" onClick={onClose} testId="close-panel">
          {t("close")}
        </Button>
      </div>
      <div class="panel-body stack">{children}</div>
    </section>
  );
}

export interface DialogProps {
  title: string;
  onClose: () => void;
  testId?: string;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, testId, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="dialog" ref={dialog} aria-labelledby={id} data-testid={testId} onClose={onClose}>
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
