/** PDF pages by pdf.js. Its worker, fonts and decoders come from our own server, and no code is made from text. */
import {
  GlobalWorkerOptions,
  getDocument,
  RenderingCancelledException,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { type Sheet, within } from "./source";

GlobalWorkerOptions.workerSrc = workerUrl;

/** Where the build puts what pdf.js asks for by name; see vite.config.ts. */
const PARTS = "/assets/pdfjs/";

export async function openPdf(file: Blob): Promise<Sheet> {
  const task = getDocument({
    data: new Uint8Array(await file.arrayBuffer()),
    cMapUrl: `${PARTS}cmaps/`,
    standardFontDataUrl: `${PARTS}standard_fonts/`,
    wasmUrl: `${PARTS}wasm/`,
    // The content security policy allows no WebAssembly; scanned pages are decoded in JavaScript.
    useWasm: false,
    enableXfa: false,
  });
  const document = await task.promise;
  let painting: { cancel(): void } | null = null;
  return {
    pages: document.numPages,
    async ratio(page) {
      const { width, height } = (await document.getPage(page)).getViewport({ scale: 1 });
      return height / width;
    },
    async paint(number, canvas, widthPx) {
      painting?.cancel();
      const page = await document.getPage(number);
      const natural = page.getViewport({ scale: 1 });
      const { width, height } = within(widthPx, natural.height / natural.width);
      // Painted aside and shown whole: a page that is half there looks like a broken one.
      const aside = new OffscreenCanvas(width, height);
      const render = page.render({
        canvas: null,
        canvasContext: aside.getContext("2d") as unknown as CanvasRenderingContext2D,
        viewport: page.getViewport({ scale: width / natural.width }),
      });
      painting = render;
      try {
        await render.promise;
      } catch (cause) {
        if (cause instanceof RenderingCancelledException) return;
        throw cause;
      }
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d")?.drawImage(aside, 0, 0);
    },
    close: () => void task.destroy(),
  };
}
