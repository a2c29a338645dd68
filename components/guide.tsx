import type { ReactNode } from "react";

/** One step: what the screen shows, what to press, and remarks. */
export type GuideStep = { readonly key: string; readonly text: ReactNode; readonly notes?: readonly ReactNode[] | undefined };

/** Steps numbered as in the manuals (①, ②, …), so that support can name one on the telephone. */
export function GuideSteps({ steps }: { readonly steps: readonly GuideStep[] }) {
  return (
    <ol className="flex flex-col gap-4">
      {steps.map(({ key, text, notes = [] }, at) => (
        <li key={key} className="flex gap-3">
          <span className="w-8 shrink-0 text-std-20B-150 text-blue-900 print:text-black">
            {String.fromCodePoint(0x2460 + at)}
          </span>
          <div className="min-w-0 grow">
            <p>{text}</p>
            {notes.map((note, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the notes of a step are fixed text
              <Remark key={at}>{note}</Remark>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** A remark beside the steps, marked ※ as in the manuals. */
export function Remark({ children }: { readonly children: ReactNode }) {
  return <p className="mt-1 ps-[1em] -indent-[1em] text-solid-gray-700">※{children}</p>;
}

/** The words on a button of Windows or a browser. */
export function Key({ children }: { readonly children: string }) {
  return <b className="font-700 text-solid-gray-900">「{children}」</b>;
}

/** Commands to be typed in a terminal. Wide ones scroll inside their box, by keyboard too. */
export function Commands({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto rounded-8 border border-solid-gray-420 bg-solid-gray-50 p-3 font-mono">
        <code translate="no">{children}</code>
      </pre>
    </section>
  );
}
