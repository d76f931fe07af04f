/** Signs one sets on a page: their outlines around (0, 0), in units of a ten-thousandth of the page's width. */
import type { PlainKey } from "../../../i18n";
import type { Mark } from "../../../protocol";

export const SIGNS = {
  ring: "M-260 0a260 200 0 1 0 520 0a260 200 0 1 0 -520 0z",
  down_bow: "M-110 110V-110H110V110",
  up_bow: "M-90 -130L0 130L90 -130",
  accent: "M-130 -80L130 0L-130 80",
  breath: "M-10 -110q90 60 -20 200",
  star: "M0 -150V150M-130 -75L130 75M130 -75L-130 75",
} as const;

export type SignName = keyof typeof SIGNS;
export const SIGN_NAMES = Object.keys(SIGNS) as SignName[];

export const SIGN_WORDS: Record<SignName, PlainKey> = {
  ring: "score.sign.ring",
  down_bow: "score.sign.downBow",
  up_bow: "score.sign.upBow",
  accent: "score.sign.accent",
  breath: "score.sign.breath",
  star: "score.sign.star",
};

/** A page of a later version may send a sign we do not know: something is there, so a ring. */
export function outline(name: string): string {
  return name in SIGNS ? SIGNS[name as SignName] : SIGNS.ring;
}

export const COLOUR_NAMES: readonly Mark["colour"][] = ["red", "blue", "green", "yellow", "black"];
export const COLOUR_WORDS: Record<Mark["colour"], PlainKey> = {
  red: "score.colour.red",
  blue: "score.colour.blue",
  green: "score.colour.green",
  yellow: "score.colour.yellow",
  black: "score.colour.black",
};

export const TOOLS = ["point", "pen", "highlighter", "text", "sign", "erase"] as const;
export type Tool = (typeof TOOLS)[number];
export const TOOL_WORDS: Record<Tool, PlainKey> = {
  point: "score.tool.point",
  pen: "score.tool.pen",
  highlighter: "score.tool.highlighter",
  text: "score.tool.text",
  sign: "score.tool.sign",
  erase: "score.tool.erase",
};
