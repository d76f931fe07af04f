/** Chat, with the other's words as they are being typed. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t, time } from "../../../i18n";
import type { ChatLine } from "../../../protocol";
import type { Table } from "../../../session/table";
import { Button, Panel } from "../../../ui/kit";

interface Props {
  table: Table;
  onClose: () => void;
}

export function ChatPanel({ table, onClose }: Props) {
  const { chat, me } = table.lesson.value;
  const end = useRef<HTMLDivElement>(null);
  const typing = table.typing.value;
  useLayoutEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [chat.length, typing]);
  useEffect(() => {
    table.read.value = chat.length;
  }, [chat.length]);
  return (
    <Panel title={t("chat.title")} onClose={onClose} testId="chat-panel">
      {chat.length === 0 && <p class="soft">{t("chat.empty")}</p>}
      <div role="log" aria-label={t("chat.title")}>
        <ol class="chat" data-testid="chat-lines">
          {chat.map((line) => (
            <Line key={`${line.at_s}-${line.seq}`} line={line} own={line.participant === me?.participant} />
          ))}
        </ol>
      </div>
      <Typed table={table} />
      <div ref={end} />
      {me?.role !== "observer" && <Writer table={table} />}
    </Panel>
  );
}

function Line({ line, own }: { line: ChatLine; own: boolean }) {
  return (
    <li class="chat-line" data-own={own}>
      <span class="small soft">
        {own ? t("chat.you") : line.name} · {time(line.at_s)}
      </span>
      <span class="chat-text">{line.text}</span>
    </li>
  );
}

/** Read by eye or by going there: spoken letter by letter it would drown the lesson. */
function Typed({ table }: { table: Table }) {
  const names = new Map(table.lesson.value.participants.map(({ id, name }) => [id, name]));
  return (
    <div aria-live="off">
      {[...table.typing.value].map(([participant, text]) => (
        <p key={participant} class="chat-line chat-typing" data-testid="chat-typing">
          <span class="small soft">{t("chat.typing", { name: names.get(participant) ?? "" })}</span>
          <span class="chat-text">{text}</span>
        </p>
      ))}
    </div>
  );
}

function Writer({ table }: { table: Table }) {
  const text = useSignal("");
  useEffect(() => () => table.type(""), [table]);
  const say = () => {
    const said = text.value.trim();
    if (!said) return;
    table.say(said);
    text.value = "";
  };
  return (
    <form
      class="chat-writer"
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      <label class="field-label" for="chat-text">
        {t("chat.write")}
      </label>
      <span class="small soft" id="chat-hint">
        {t("chat.hint")}
      </span>
      <textarea
        class="input"
        id="chat-text"
        aria-describedby="chat-hint"
        rows={2}
        maxLength={2000}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          table.type(text.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          say();
        }}
        data-testid="chat-text"
      />
      <div>
        <Button kind="primary" type="submit" testId="chat-send">
          {t("chat.send")}
        </Button>
      </div>
    </form>
  );
}
