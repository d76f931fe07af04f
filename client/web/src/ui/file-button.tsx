/** A button that lets somebody choose a file; the same file may be chosen twice. */
import { useRef } from "preact/hooks";
import { Button, type ButtonProps } from "./kit";

interface Props extends Pick<ButtonProps, "kind" | "size" | "disabled"> {
  label: string;
  /** What the button says while it is busy, else the label. */
  said?: string;
  accept: string;
  onFile: (file: File) => void;
  /** Its button is `ID-add`, its field `ID-file`. */
  id: string;
}

export function FileButton({ label, said = label, accept, onFile, id, ...rest }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...rest} onClick={() => input.current?.click()} testId={`${id}-add`}>
        {said}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        data-testid={`${id}-file`}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}
