"use client";

import { useState } from "react";
import { type DumpStep, dumpStateLabels, isOpenDump } from "#lib/dumps/model.ts";
import { ButtonLink } from "./button.tsx";
import { ProgressBar, percentOf } from "./progress-bar.tsx";
import { useEvents } from "./use-events.ts";

type DumpProgressProps = {
  /** The open ones, as the page was made. */
  readonly steps: readonly DumpStep[];
  readonly eventsHref: string;
  /** The page itself, without the message of what led here: loaded when a dump has ended. */
  readonly href: string;
};

/** The dump that is being made. Without a script it stands as it was, with a button that loads it anew. */
export function DumpProgress({ steps: first, eventsHref, href }: DumpProgressProps) {
  const [steps, setSteps] = useState(first);
  const live = useEvents<readonly DumpStep[]>(eventsHref, (newer) => {
    // One has ended, or another begun: the table below is no longer true.
    if (idsOf(newer) !== idsOf(first)) window.location.replace(href);
    else setSteps(newer);
  });
  const [step] = steps;
  if (!step) return null;
  const { state, progress, cancelling } = step;
  return (
    <div className="mt-4 rounded-12 border border-solid-gray-420 p-4">
      <p className="mb-2 font-700">{cancelling ? "キャンセルしています。" : dumpStateLabels[state]}</p>
      <ProgressBar
        label="ダンプの進み具合"
        done={progress?.done ?? 0}
        bytesPerSecond={progress?.bytesPerSecond ?? null}
        secondsLeft={progress?.secondsLeft ?? null}
      />
      <p role="status" className="sr-only">
        {dumpStateLabels[state]} {Math.floor(percentOf(progress?.done ?? 0) / 10) * 10}％
      </p>
      <div className="mt-3">{live ? <p>自動で更新しています。</p> : <ButtonLink href={href}>最新の状態を表示</ButtonLink>}</div>
    </div>
  );
}

function idsOf(steps: readonly DumpStep[]): string {
  return steps
    .filter(({ state }) => isOpenDump(state))
    .map(({ id }) => id)
    .sort()
    .join(" ");
}
