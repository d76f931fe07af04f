/**
 * MusicXML engraved by OpenSheetMusicDisplay, page by page, as drawings that stay sharp at any size. Its headless
 * renderer (`gl`), which a browser never loads and which would be compiled on installation, is replaced in package.json.
 */
import { OpenSheetMusicDisplay } from "opensheetmusicdisplay";
import { type Sheet, within } from "./source";

const PAGE_WIDTH_PX = 1000;
const A4 = 297 / 210;

export async function openMusic(file: Blob): Promise<Sheet> {
  const drawn = await engrave(await content(file));
  const pages = await Promise.all(drawn.map(pictureOf));
  const page = (number: number) => pages[number - 1] ?? pages[0];
  return {
    pages: pages.length,
    ratio: async () => A4,
    async paint(number, canvas, widthPx) {
      const { width, height } = within(widthPx, A4);
      const picture = page(number);
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext("2d");
      if (picture) context?.drawImage(picture, 0, 0, width, height);
    },
    close() {
      for (const picture of pages) URL.revokeObjectURL(picture.src);
    },
  };
}

/** An archive as one character a byte, as the engraver wants it; text as a document, since it takes other text for an address. */
async function content(file: Blob): Promise<string | Document> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000)
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return text;
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = !utf16 ? "utf-8" : bytes[0] === 0xff ? "utf-16le" : "utf-16be";
  const document = new DOMParser().parseFromString(new TextDecoder(encoding).decode(bytes), "text/xml");
  if (document.querySelector("parsererror")) throw new Error("no MusicXML");
  return document;
}

/** The engraver measures words in the page, so its paper has to be there, out of everybody's sight. */
async function engrave(music: string | Document): Promise<string[]> {
  const paper = document.createElement("div");
  Object.assign(paper.style, {
    position: "fixed",
    insetInlineStart: "-20000px",
    inlineSize: `${PAGE_WIDTH_PX}px`,
    visibility: "hidden",
  });
  paper.setAttribute("aria-hidden", "true");
  document.body.append(paper);
  try {
    const engraver = new OpenSheetMusicDisplay(paper, {
      backend: "svg",
      pageFormat: "A4_P",
      pageBackgroundColor: "#ffffff",
      autoResize: false,
      drawingParameters: "default",
    });
    await engraver.load(music);
    engraver.Zoom = 0.8;
    engraver.render();
    const write = new XMLSerializer();
    return [...paper.querySelectorAll("svg")].map((svg) => write.serializeToString(svg));
  } finally {
    paper.remove();
  }
}

async function pictureOf(svg: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await picture.decode();
  return picture;
}
