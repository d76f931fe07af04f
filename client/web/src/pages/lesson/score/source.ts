/** A score as pages that can be painted, whatever file it came in. */
import type { Score } from "../../../protocol";

export interface Sheet {
  pages: number;
  /** Height of a page over its width. */
  ratio(page: number): Promise<number>;
  paint(page: number, canvas: HTMLCanvasElement, widthPx: number): Promise<void>;
  close(): void;
}

/** A phone's memory: a page is never painted larger than this. */
const MAX_SIDE_PX = 4096;

export async function openSheet(score: Score, file: Blob): Promise<Sheet> {
  // A PDF reader or a music engraver weighs more than the whole page: it comes when its first file does.
  if (score.kind === "pdf") return (await import("./pdf")).openPdf(file);
  if (score.kind === "music") return (await import("./music")).openMusic(file);
  return openImage(file);
}

async function openImage(file: Blob): Promise<Sheet> {
  const image = await createImageBitmap(file);
  return {
    pages: 1,
    ratio: async () => image.height / image.width,
    async paint(_page, canvas, widthPx) {
      const { width, height } = within(widthPx, image.height / image.width);
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
    },
    close: () => image.close(),
  };
}

export function within(widthPx: number, ratio: number): { width: number; height: number } {
  const width = Math.max(1, Math.round(Math.min(widthPx, MAX_SIDE_PX, MAX_SIDE_PX / ratio)));
  return { width, height: Math.max(1, Math.round(width * ratio)) };
}
