import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

export type NoticeTone = "success" | "info" | "warning" | "error";

type NoticeBannerProps = {
  readonly tone: NoticeTone;
  readonly title: ReactNode;
  /** What to do about it. */
  readonly children?: ReactNode;
  /** Links or buttons: `更新` and `閉じる`. */
  readonly actions?: ReactNode;
};

/** A message that stays until the person leaves: no toast vanishes before it is read. */
export function NoticeBanner({ tone, title, children, actions }: NoticeBannerProps) {
  const look = looks[tone];
  const urgent = tone === "error" || tone === "warning";
  return (
    <div
      role={urgent ? "alert" : "status"}
      className={`mb-4 flex flex-wrap gap-3 rounded-12 border-2 bg-white p-4 ${look.border}`}
    >
      <Icon name={tone} className={`mt-0.5 size-6 ${look.icon}`} />
      {/* Below the icon where letters are so large that a button would not fit beside it. */}
      <div className="min-w-0 grow basis-48">
        <p className="font-700 text-solid-gray-900">
          <span className="sr-only">{look.word}: </span>
          {title}
        </p>
        {children !== undefined && <div className="mt-1">{children}</div>}
        {actions !== undefined && <div className="mt-3 flex flex-wrap gap-3 print:hidden">{actions}</div>}
      </div>
    </div>
  );
}

const looks = {
  success: { word: "成功", border: "border-success-2", icon: "text-success-2" },
  info: { word: "お知らせ", border: "border-blue-900", icon: "text-blue-900" },
  warning: { word: "注意", border: "border-warning-yellow-2", icon: "text-warning-yellow-2" },
  error: { word: "エラー", border: "border-error-2", icon: "text-error-2" },
} as const satisfies Record<NoticeTone, { word: string; border: string; icon: string }>;
