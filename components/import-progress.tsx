"use client";

import { useState } from "react";
import {
  type ImportKind,
  type ImportPhase,
  type ImportStep,
  importPhases,
  importStateLabels,
  isOpen,
} from "#lib/imports/model.ts";
import { ButtonLink } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { ProgressBar, percentOf } from "./progress-bar.tsx";
import { useEvents } from "./use-events.ts";

type ImportProgressProps = {
  readonly kind: ImportKind;
  /** As the page was made. */
  readonly step: ImportStep;
  readonly eventsHref: string;
  /** The page itself, without the message of what led here: loaded when the import has ended. */
  readonly href: string;
};

/** An import while it runs. Without a script it stands as it was, with a button that loads it anew. */
export function ImportProgress({ kind, step: first, eventsHref, href }: ImportProgressProps) {
  const [step, setStep] = useState(first);
  const live = useEvents<ImportStep>(eventsHref, (newer) => {
    setStep(newer);
    if (!isOpen(newer.state)) window.location.replace(href);
  });
  const { state, progress, cancelling } = step;
  const label = importStateLabels[state];
  const percent = percentOf(progress?.done ?? 0);
  return (
    <div className="mt-4 rounded-12 border border-solid-gray-420 p-4">
      <ol className="mb-4 flex flex-wrap gap-x-6 gap-y-2">
        {phasesOf(kind).map((phase) => (
          <Phase key={phase} phase={phase} state={state} />
        ))}
      </ol>
      <ProgressBar
        label="インポートの進み具合"
        done={progress?.done ?? 0}
        bytesPerSecond={progress?.bytesPerSecond ?? null}
        secondsLeft={progress?.secondsLeft ?? null}
      />
      <p className="mt-1 min-h-7 text-solid-gray-700">
        {cancelling ? "キャンセルしています。" : progress?.item && `処理中: ${progress.item}`}
      </p>
      {/* Said at each tenth: each percent would drown everything else. */}
      <p role="status" className="sr-only">
        {label} {Math.floor(percent / 10) * 10}％
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        {live ? <p>自動で更新しています。</p> : <ButtonLink href={href}>最新の状態を表示</ButtonLink>}
        <p className="text-solid-gray-700">この画面を閉じても、処理は続きます。</p>
      </div>
    </div>
  );
}

/** A test ends with the report: nothing is dumped or swapped. */
function phasesOf(kind: ImportKind): readonly ImportPhase[] {
  return kind === "live" ? importPhases : importPhases.filter((phase) => phase !== "securing" && phase !== "swapping");
}

function Phase({ phase, state }: { readonly phase: ImportPhase; readonly state: ImportStep["state"] }) {
  const at = isOpen(state) ? importPhases.indexOf(state) : importPhases.length;
  const place = importPhases.indexOf(phase);
  const look = place < at ? looks.past : place === at ? looks.present : looks.next;
  return (
    <li aria-current={place === at ? "step" : undefined} className={`inline-flex items-center gap-1 ${look.className}`}>
      <Icon name={look.icon} />
      {importStateLabels[phase]}
      <span className="sr-only">（{look.word}）</span>
    </li>
  );
}

const looks = {
  past: { icon: "success", word: "済み", className: "text-success-2" },
  present: { icon: "waiting", word: "いま", className: "font-700 text-blue-1000" },
  next: { icon: "ahead", word: "これから", className: "text-solid-gray-700" },
} as const;
