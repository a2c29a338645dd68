import { Icon, type IconName } from "./icon.tsx";
import { TextLink } from "./text-link.tsx";

export type ExpiryCount = {
  readonly key: "ok" | "soon" | "expired";
  /** `90日以内に期限切れ` */
  readonly label: string;
  readonly count: number;
  /** The list with this filter; absent for people who may not see it. */
  readonly href?: string | undefined;
};

/** How many certificates are fine, near their end and past it: numbers with words, each leading to its list. */
export function ExpirySummary({ counts }: { readonly counts: readonly ExpiryCount[] }) {
  return (
    <dl className="grid gap-3 sm:grid-cols-3">
      {counts.map(({ key, label, count, href }) => (
        <div key={key} className={`rounded-12 border-2 p-4 ${count > 0 ? looks[key].border : "border-solid-gray-300"}`}>
          <dt className="flex items-center gap-2">
            <Icon name={looks[key].icon} className={`size-6 ${looks[key].text}`} />
            {label}
          </dt>
          <dd className="mt-1 text-std-24B-150 text-solid-gray-900">
            {href === undefined ? (
              <Count count={count} />
            ) : (
              <TextLink href={href} aria-label={`${label} ${count}件の一覧`}>
                <Count count={count} />
              </TextLink>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Count({ count }: { readonly count: number }) {
  return <>{count.toLocaleString("ja-JP")}件</>;
}

const looks = {
  ok: { icon: "success", text: "text-success-2", border: "border-success-2" },
  soon: { icon: "warning", text: "text-warning-orange-2", border: "border-warning-orange-2" },
  expired: { icon: "past", text: "text-error-2", border: "border-error-2" },
} as const satisfies Record<ExpiryCount["key"], { icon: IconName; text: string; border: string }>;
