import { expect, test } from "vitest";
import { MAX_SCORE_BYTES, nameOf, uploadScore } from "./scores";

test("a score is called as its file without the ending", () => {
  expect(nameOf("Sonatina in G.pdf")).toBe("Sonatina in G");
  expect(nameOf("Op. 3 nr 1")).toBe("Op. 3 nr 1");
  expect(nameOf(`${"x".repeat(300)}.png`)).toHaveLength(120);
  expect(nameOf(".pdf")).toBe("–");
});

test("a file too large is not even sent", async () => {
  const file = { name: "x.pdf", size: MAX_SCORE_BYTES + 1 } as File;
  await expect(uploadScore("token", file)).rejects.toMatchObject({ problem: "large" });
});
