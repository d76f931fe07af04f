import { describe, expect, test } from "vitest";
import { parseFragment, parseInviteAddress, readClaims, worthlessBy } from "./invite";

const token = (claims: object) => {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  return `x.${btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "")}.y`;
};

describe("an invite", () => {
  test("is read from the fragment, fingerprint and all", () => {
    const fingerprint = "AB".repeat(32);
    expect(parseFragment(`#t=a.b.c&fp=${fingerprint}`)).toEqual({
      token: "a.b.c",
      fingerprint: fingerprint.toLowerCase(),
    });
  });

  test.each(["", "#", "#fp=00", "#t=", "#t=has space", `#t=${"a".repeat(4097)}`, "#t=<script>"])(
    "is not made of %j",
    (fragment) => {
      expect(parseFragment(fragment)).toBeNull();
    },
  );

  test("keeps its token when its fingerprint is malformed", () => {
    expect(parseFragment("#t=a.b.c&fp=xyz")).toEqual({ token: "a.b.c", fingerprint: null });
  });

  test("may be pasted as a whole address", () => {
    const parsed = parseInviteAddress("  https://lessons.example:8443/join#t=a.b.c  ");
    expect(parsed?.origin).toBe("https://lessons.example:8443");
    expect(parsed?.path).toBe("/join#t=a.b.c");
  });

  test.each([
    "javascript:alert(1)#t=a.b.c",
    "https://x.example/other#t=a.b.c",
    "https://x.example/join",
    "hello",
  ])("is not opened from %j", (address) => {
    expect(parseInviteAddress(address)).toBeNull();
  });
});

describe("what an invite says of itself", () => {
  test("greets by a name in any alphabet", () => {
    const claims = readClaims(token({ name: "Žygimantė Ö", role: "pupil", exp: 1_800_000_000 }));
    expect(claims).toEqual({ name: "Žygimantė Ö", role: "pupil", expiresS: 1_800_000_000 });
  });

  test.each(["", "abc", "a.b.c", "a.!!!.c", token({ name: 7, role: "king" }), `x.${btoa("null")}.y`])(
    "is simply absent in %j",
    (broken) => {
      expect(readClaims(broken)).toEqual({ name: null, role: null, expiresS: null });
    },
  );
});

test("an answer of the server that is about the invite says why it opens nothing; any other does not", () => {
  expect(worthlessBy("token_expired")).toBe("token_expired");
  expect(worthlessBy("not_found")).toBe("lesson_unknown");
  expect(worthlessBy("not_allowed")).toBe("token_invalid");
  for (const other of ["too_fast", "invalid", null]) expect(worthlessBy(other)).toBeNull();
});
