/** The frame of the quiet pages: name at the top, the language at hand, room around the text. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { LOCALE_NAMES, LOCALES, type Locale, locale, t } from "../i18n";
import { chooseLocale } from "../session/language";
import { Mark } from "./icons";
import { Select } from "./kit";

export function LanguagePicker() {
  return (
    <Select
      label={t("language")}
      hideLabel
      value={locale.value}
      options={LOCALES.map((id) => ({ id, label: LOCALE_NAMES[id] }))}
      onValue={(id) => void chooseLocale(id as Locale)}
      testId="language"
    />
  );
}

/** Says to stylesheets, tests and the browser's tab which page this is. */
export function usePage(name: string, title: string): void {
  useEffect(() => {
    document.body.dataset.page = name;
    document.title = title === "Klangbro" ? title : `${title} · Klangbro`;
  }, [name, title]);
}

export interface ShellProps {
  page: string;
  title: string;
  narrow?: boolean;
  /** What stands beside the page where there is room, and before it where there is none. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/** Pages that one must not lose by reading something else. */
const HOLDS: ReadonlySet<string> = new Set(["join", "waiting", "connecting"]);

export function AccessibilityLink({ apart }: { apart: boolean }) {
  return (
    <a class="foot-link small" href="/accessibility" target={apart ? "_blank" : undefined} rel="noreferrer">
      {t(apart ? "access.linkApart" : "access.link")}
    </a>
  );
}

export function Shell({ page, title, narrow = false, aside, children }: ShellProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  usePage(page, title);
  // A new page is announced by its heading; the first one of a visit leaves the focus alone.
  useLayoutEffect(() => {
    if (document.body.dataset.visited === "yes") {
      window.scrollTo(0, 0);
      heading.current?.focus();
    }
    document.body.dataset.visited = "yes";
  }, [page]);
  const width = narrow ? "-narrow" : aside ? "-aside" : "";
  const main = (
    <main class={`page page${width}`}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
  return (
    <>
      <header class={`top top${width}`}>
        <a class="brand" href="/">
          <Mark />
          <span>Klangbro</span>
        </a>
        <LanguagePicker />
      </header>
      {aside ? (
        <div class="beside">
          {aside}
          {main}
        </div>
      ) : (
        main
      )}
      <footer class={`foot foot${width}`}>
        <AccessibilityLink apart={HOLDS.has(page)} />
      </footer>
    </>
  );
}
