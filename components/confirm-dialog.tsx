"use client";

import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { ActionForm } from "./action-form.tsx";
import { Button, ButtonLink, type ButtonLook } from "./button.tsx";
import type { FormAction } from "./form-state.ts";
import { SubmitButton } from "./submit-button.tsx";

type Question = {
  /** `証明書を更新します。よろしいですか?` */
  readonly message: string;
  readonly action: FormAction;
  /** The look of `OK`: danger for what cannot be undone. */
  readonly okLook?: ButtonLook | undefined;
  /** Hidden inputs, and fields that the answer needs (the reason of 失効), with their names for the summary of errors. */
  readonly children?: ReactNode;
  readonly labels?: Readonly<Record<string, string>> | undefined;
};

type ConfirmDialogProps = Question & {
  /** The button that asks: `証明書更新`. */
  readonly trigger: ReactNode;
  readonly look?: ButtonLook | undefined;
  /** A page with the same question (ConfirmPanel), without a query string: a GET form would drop it. */
  readonly fallbackHref: string;
};

/**
 * Asks before something is changed. The trigger submits a GET form to a page with the same question; where scripts run it
 * opens the native dialog instead. One control for everybody: a button with `commandfor` never submits, so it would be dead
 * where neither scripts nor commands work.
 */
export function ConfirmDialog({ trigger, look, fallbackHref, ...question }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [times, setTimes] = useState(0);
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
      {/* A new form after each closing: what was refused before is not said of a question that is asked again. */}
      <dialog
        ref={dialog}
        onClose={() => setTimes(times + 1)}
        aria-labelledby={id}
        className="m-auto w-[min(32rem,calc(100vw-2rem))] rounded-12 border border-solid-gray-800 p-6"
      >
        <ConfirmForm
          key={times}
          id={id}
          {...question}
          cancel={<Button onClick={() => dialog.current?.close()}>キャンセル</Button>}
        />
      </dialog>
    </>
  );
}

/** The same question as a page: PageFrame with this in it. */
export function ConfirmPanel({ cancelHref, ...question }: Question & { readonly cancelHref: string }) {
  return (
    <div className="screen-only mt-6 max-w-xl rounded-12 border border-solid-gray-800 p-6">
      <ConfirmForm {...question} cancel={<ButtonLink href={cancelHref}>キャンセル</ButtonLink>} />
    </div>
  );
}

type ConfirmFormProps = Question & { readonly id?: string | undefined; readonly cancel: ReactNode };

function ConfirmForm({ id, message, action, okLook, labels, cancel, children }: ConfirmFormProps) {
  return (
    <ActionForm action={action} labels={labels}>
      <p id={id} className="mb-6 text-std-18B-160">
        {message}
      </p>
      {children}
      <div className="flex flex-wrap justify-end gap-3">
        <SubmitButton look={okLook}>OK</SubmitButton>
        {cancel}
      </div>
    </ActionForm>
  );
}
