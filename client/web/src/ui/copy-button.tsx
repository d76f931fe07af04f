/** Copies a text, and says so only where it was copied: a browser may forbid it. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { Button, type ButtonProps } from "./kit";

interface Props extends Pick<ButtonProps, "kind" | "size" | "testId"> {
  text: string;
  children?: ComponentChildren;
}

export function CopyButton({ text, children, ...rest }: Props) {
  const copied = useSignal<boolean | null>(null);
  const copy = async () => {
    copied.value = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    copied.value ??= false;
  };
  return (
    <Button {...rest} icon={copied.value ? "check" : "copy"} onClick={copy}>
      {copied.value === null
        ? (children ?? t("made.copy"))
        : t(copied.value ? "made.copied" : "made.notCopied")}
    </Button>
  );
}
