"use client";

import { type FormEvent, type ReactNode, useId, useRef } from "react";
import { Button, type ButtonLook } from "./button.tsx";

type ConfirmDialogProps = {
  /** The button that asks: `証明書更新`. */
  readonly trigger: ReactNode;
  readonly look?: ButtonLook | undefined;
  /** `証明書を更新します。よろしいですか?` */
  readonly message: string;
  /** A page with the same question (ConfirmPanel). Its query string would be lost: a GET form replaces it. */
  readonly fallbackHref: string;
  /** An ActionForm whose SubmitButton says `OK`. */
  readonly children: ReactNode;
};

/**
 * Asks before something is changed. The trigger submits a GET form to a page with the same question; where scripts run it
 * opens the native dialog instead. One control for everybody: `commandfor` cannot do this, a button with it never submits,
 * so it would be dead where neither scripts nor commands work.
 */
export function ConfirmDialog({ trigger, look, message, fallbackHref, children }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = useId();
  const ask = (event: FormEvent) => {
    event.preventDefault();
    dialog.current?.showModal();
  };
  return (
    <>
      <form action={fallbackHref} method="get" onSubmit={ask}>
        <Button type="submit" {...(look && { look })} aria-haspopup="dialog">
          {trigger}
        </Button>
      </form>
      <dialog
        ref={dialog}
        aria-labelledby={question}
        className="m-auto w-[min(32rem,calc(100vw-2rem))] rounded-12 border border-solid-gray-800 p-6"
      >
        <Question id={question} message={message}>
          {children}
          <form method="dialog">
            <Button type="submit">キャンセル</Button>
          </form>
        </Question>
      </dialog>
    </>
  );
}

type ConfirmPanelProps = { readonly message: string; readonly cancelHref: string; readonly children: ReactNode };

/** The same question as a page: PageFrame with this in it. */
export function ConfirmPanel({ message, cancelHref, children }: ConfirmPanelProps) {
  return (
    <div className="mt-6 max-w-xl rounded-12 border border-solid-gray-800 p-6">
      <Question message={message}>
        {children}
        <form action={cancelHref} method="get">
          <Button type="submit">キャンセル</Button>
        </form>
      </Question>
    </div>
  );
}

function Question({
  id,
  message,
  children,
}: {
  readonly id?: string | undefined;
  readonly message: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <p id={id} className="text-std-18B-160">
        {message}
      </p>
      <div className="mt-6 flex flex-wrap items-start justify-end gap-3">{children}</div>
    </>
  );
}
