import type { AnchorHTMLAttributes } from "react";

/** A link in a table or on a line of its own: high enough for a thumb. */
export function TextLink({ children, ...link }: Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "className">) {
  return (
    <a {...link} className="inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4">
      {children}
    </a>
  );
}
