/** Our own line icons. They never stand without words, so they are hidden from assistive technology. */
const PATHS = {
  microphone: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  microphoneOff:
    "M15 9.5V6a3 3 0 0 0-5.7-1.3M9 9v3a3 3 0 0 0 4.6 2.5M5.5 11.5a6.5 6.5 0 0 0 10.2 5.3M18.5 11.5a6.5 6.5 0 0 1-.5 2.5M12 18v3M4 3.5l16 17",
  camera: "M3.5 7.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM14.5 11l6-3.5v9l-6-3.5",
  cameraOff:
    "M9 5.5h3.5a2 2 0 0 1 2 2V11l6-3.5v9l-3-1.7M14.3 17.4a2 2 0 0 1-1.8 1.1h-7a2 2 0 0 1-2-2v-9a2 2 0 0 1 1-1.7M4 3.5l16 17",
  profile: "M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5M4 12h4M12 12h8M10 9.5v5",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 5.5",
  leave: "M14 4.5H6.5a1.5 1.5 0 0 0-1.5 1.5v12a1.5 1.5 0 0 0 1.5 1.5H14M10.5 12H20M16.5 8.5 20 12l-3.5 3.5",
  headphones:
    "M4 15v-2.5a8 8 0 0 1 16 0V15M4 15.5a1.5 1.5 0 0 1 1.5-1.5H7v6H5.5A1.5 1.5 0 0 1 4 18.5zM20 15.5a1.5 1.5 0 0 0-1.5-1.5H17v6h1.5a1.5 1.5 0 0 0 1.5-1.5z",
  speaker: "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11",
  check: "M5 12.5 10 17.5 19.5 7",
  stop: "M7 7h10v10H7z",
  tools: "M8.5 3.5h7L19 20.500H5zM12 15 17.500 7M7 15h10",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M8.5 8.5h10v11h-10zM15.5 8.5v-4h-10v11h3",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.5v.1",
  warning: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.1",
  wait: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  knock: "M6.5 20.5v-15A1.5 1.5 0 0 1 8 4h8a1.5 1.5 0 0 1 1.5 1.5v15M4 20.5h16M14.3 12.5v.1",
  chevron: "M6.5 9.5 12 15l5.5-5.5",
  record:
    "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z",
  mark: "M7 20.500V4.500h10v16l-5-4.500z",
  save: "M12 4.500v10.500M7.500 11l4.500 4.500 4.500-4.500M5 19.500h14",
  play: "M8 5.5v13l10.5-6.5z",
  score:
    "M6 3.5h9l4 4v13H6zM14.5 3.5v4.500h4.500M10.500 17.500v-6l4.500-1v6M10.500 17.500a1.500 1.500 0 1 1-1.500-1.500M15 16.500a1.500 1.500 0 1 1-1.500-1.500",
  notes: "M5 4.500h14v15H5zM8.500 9h7M8.500 12.500h7M8.500 16h4",
  chat: "M4 5.500h16v11h-8l-4.500 4v-4H4zM8 9.500h8M8 12.500h5",
  back: "M19 12H5M10.5 6.5 5 12l5.5 5.5",
  language:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3.3 9.5h17.4M3.3 14.5h17.4M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The bridge: one arch, three strings. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M3 23c5-12 21-12 26 0M2 23h28M9.500 23v-6.700M16 23v-9M22.500 23v-6.700" />
    </svg>
  );
}
