import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from "react";

export type ButtonLook = "primary" | "secondary" | "tertiary" | "danger";

/** A button as DADS draws it. In a form that waits for an action use SubmitButton. */
export function Button({ look = "secondary", wide, className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClass(look, wide)} ${className}`} {...rest} />;
}

/**
 * A link that looks like a button: for going somewhere and for downloads.
 * A plain anchor, so that the browser loads the page: client-side navigation would fetch it without the person's certificate.
 */
export function ButtonLink({ look = "secondary", wide, className = "", ...rest }: ButtonLinkProps) {
  return <a className={`screen-only ${buttonClass(look, wide)} ${className}`} {...rest} />;
}

function buttonClass(look: ButtonLook, wide = false): string {
  return `${shape} ${looks[look]} ${wide ? "w-full" : ""}`;
}

type Looks = { readonly look?: ButtonLook | undefined; readonly wide?: boolean | undefined };
type ButtonProps = Looks & ButtonHTMLAttributes<HTMLButtonElement>;
type ButtonLinkProps = Looks & AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string };

const shape =
  "inline-flex min-h-11 min-w-[min(6rem,40vw)] items-center justify-center gap-2 rounded-8 border px-4 py-2 text-center text-oln-16B-100 leading-140 no-underline underline-offset-4 hover:underline disabled:border-solid-gray-300 disabled:bg-solid-gray-300 disabled:text-solid-gray-800 disabled:no-underline forced-colors:border-solid";

const looks = {
  primary: "border-transparent bg-blue-900 text-white hover:bg-blue-1000 active:bg-blue-1200",
  secondary: "border-blue-900 bg-white text-blue-900 hover:bg-blue-50 active:bg-blue-100",
  tertiary: "border-transparent bg-transparent text-blue-900 underline hover:bg-blue-50 active:bg-blue-100",
  danger: "border-transparent bg-error-2 text-white hover:bg-red-1000 active:bg-red-1000",
} as const satisfies Record<ButtonLook, string>;
