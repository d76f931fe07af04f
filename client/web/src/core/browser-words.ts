/** Whose words to use when we say where a browser hides its permissions. */

export type Browser = "chrome" | "edge" | "firefox" | "safari" | "ios" | "other";

export function browserOf(userAgent: string, touchPoints = 0): Browser {
  // An iPad says it is a Mac, but no Mac has a touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return "ios";
  if (/Edg\//.test(userAgent)) return "edge";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Chrome\/|CriOS\//.test(userAgent)) return "chrome";
  if (/Safari\//.test(userAgent)) return "safari";
  return "other";
}

/** Who said no: the person or a rule (site), or the system below the browser. */
export function refusedBy(message: string): "site" | "system" {
  return /by system|system permission|not allowed by the (user agent or the )?platform/i.test(message)
    ? "system"
    : "site";
}
