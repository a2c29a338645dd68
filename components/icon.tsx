/** Decoration beside a text that says the same: hidden from screen readers, never alone. Takes the colour of the text. */
export function Icon({ name, className = "size-5" }: { readonly name: IconName; readonly className?: string | undefined }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`inline-block shrink-0 ${className}`}
    >
      <path d={drawings[name]} />
    </svg>
  );
}

export type IconName = keyof typeof drawings;

const circle = "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19Z";

const drawings = {
  success: `${circle}M7.5 12.5l3 3l6-6.5`,
  info: `${circle}M12 11v6M12 7v.1`,
  warning: "M12 3L1.8 20.5h20.4ZM12 9.5v5.5M12 17.8v.1",
  error: "M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8ZM12 7v6.5M12 16.8v.1",
  waiting: `${circle}M12 6.5v6l4 2`,
  ahead: circle,
  refused: `${circle}M8.5 8.5l7 7M15.5 8.5l-7 7`,
  stopped: `${circle}M5.5 5.5l13 13`,
  past: "M6 2.5h12M6 21.5h12M7.5 2.5v4.5l4.5 5l4.5-5V2.5M7.5 21.5V17l4.5-5l4.5 5v4.5",
  download: "M12 3v12M6.5 10l5.5 5.5l5.5-5.5M4 20.5h16",
  copy: "M9 8h11.5v13H9ZM15 8V3.5H3.5v13H9",
  ascending: "M12 20V4M6 10l6-6l6 6",
  descending: "M12 4v16M6 14l6 6l6-6",
} as const;
