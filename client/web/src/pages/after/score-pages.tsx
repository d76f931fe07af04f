/** The pages of a score as pictures, with the marks over them: to look at and to print, not to draw on. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { markedPages, shownPages } from "../../core/reading";
import { PER_PAGE } from "../../core/strokes";
import { t } from "../../i18n";
import type { Mark, Score } from "../../protocol";
import { readScore } from "../../session/reading";
import { Button, Notice } from "../../ui/kit";
import { MarkShape } from "../lesson/score/marks";
import { openSheet, type Sheet } from "../lesson/score/source";
import "../../ui/styles/score.css";

/** Sharp enough on paper, light enough for a telephone. */
const WIDTH_PX = 1400;

interface Props {
  token: string;
  score: Score;
  marks: readonly Mark[];
}

export function ScorePages({ token, score, marks }: Props) {
  const sheet = useSignal<Sheet | null>(null);
  const failed = useSignal(false);
  const all = useSignal(false);
  useSheet(token, score, sheet, failed);
  const marked = markedPages(marks, score.id);
  const pages = sheet.value ? shownPages(marked, sheet.value.pages, all.value) : [];
  const more = sheet.value !== null && !all.value && pages.length < sheet.value.pages && marked.length > 0;
  return (
    <section class="stack" aria-label={score.name} data-testid="read-score">
      <h2>{score.name}</h2>
      {failed.value && <Notice tone="warn" title={t("read.scoreFailed")} />}
      {!sheet.value && !failed.value && <p class="soft">{t("score.opening")}</p>}
      {sheet.value && <Pages sheet={sheet.value} score={score} marks={marks} pages={pages} />}
      {more && (
        <div class="no-print">
          <Button
            onClick={() => {
              all.value = true;
            }}
            testId="read-all"
          >
            {t("read.all", { pages: sheet.value?.pages ?? 0 })}
          </Button>
        </div>
      )}
    </section>
  );
}

function useSheet(token: string, score: Score, sheet: Signal<Sheet | null>, failed: Signal<boolean>): void {
  useEffect(() => {
    let over = false;
    const open = async () => {
      const opened = await openSheet(score, await readScore(token, score.id));
      if (over) opened.close();
      else sheet.value = opened;
    };
    open().catch(() => {
      failed.value = true;
    });
    return () => {
      over = true;
      sheet.peek()?.close();
    };
  }, [token, score.id]);
}

interface Painted {
  url: string;
  ratio: number;
}

interface PagesProps {
  sheet: Sheet;
  score: Score;
  marks: readonly Mark[];
  pages: readonly number[];
}

/** One after the other: a picture of each page is lighter than as many canvases, and prints. */
function Pages({ sheet, score, marks, pages }: PagesProps) {
  const painted = useSignal<ReadonlyMap<number, Painted>>(new Map());
  useEffect(() => {
    let over = false;
    const paint = async () => {
      for (const page of pages) {
        if (painted.peek().has(page)) continue;
        const one = await paintPage(sheet, page);
        if (over) return;
        painted.value = new Map([...painted.peek(), [page, one]]);
      }
    };
    void paint().catch(() => {});
    return () => {
      over = true;
    };
  }, [sheet, pages.join()]);
  useEffect(
    () => () => {
      for (const { url } of painted.peek().values()) URL.revokeObjectURL(url);
    },
    [sheet],
  );
  return (
    <>
      {pages.map((page) => (
        <Page
          key={page}
          page={page}
          painted={painted.value.get(page) ?? null}
          marks={marks.filter((mark) => mark.score === score.id && mark.page === page)}
        />
      ))}
    </>
  );
}

async function paintPage(sheet: Sheet, page: number): Promise<Painted> {
  const canvas = document.createElement("canvas");
  const ratio = await sheet.ratio(page);
  await sheet.paint(page, canvas, WIDTH_PX);
  const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  return { url: picture ? URL.createObjectURL(picture) : "", ratio };
}

function Page({ page, painted, marks }: { page: number; painted: Painted | null; marks: Mark[] }) {
  const ratio = painted?.ratio ?? Math.SQRT2;
  const height = PER_PAGE * ratio;
  const texts = marks.filter(({ shape }) => shape === "text").map(({ text }) => text);
  const said = [t("score.page.marks", { page, marks: marks.length }), ...texts].join(". ");
  return (
    <figure
      class="read-page"
      style={{ aspectRatio: `1 / ${ratio}` }}
      data-testid="read-page"
      data-page={page}
      data-painted={painted !== null}
    >
      {painted && <img src={painted.url} alt={said} />}
      <svg
        class="score-marks"
        viewBox={`0 0 ${PER_PAGE} ${Math.round(height)}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {marks.map((mark) => (
          <MarkShape key={mark.id} mark={mark} height={height} />
        ))}
      </svg>
    </figure>
  );
}
