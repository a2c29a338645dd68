import { Icon, type IconName } from "./icon.tsx";

export type BadgeTone = "good" | "waiting" | "attention" | "bad" | "neutral";
export type CertificateStatus = "active" | "requested" | "revoked" | "rejected" | "expired";

/** The status of a certificate: its own drawing and word each, so that no one needs the colour. */
export function StatusBadge({ status }: { readonly status: CertificateStatus }) {
  const { tone, icon, label } = statuses[status];
  return <Badge tone={tone} icon={icon} label={label} />;
}

/** Any other status: of users, dumps, imports, notices. */
export function Badge({ tone, icon, label }: { readonly tone: BadgeTone; readonly icon: IconName; readonly label: string }) {
  return (
    <span
      className={`inline-flex w-fit items-center gap-1 rounded-8 border bg-white px-2 py-0.5 font-700 md:whitespace-nowrap ${tones[tone]}`}
    >
      <Icon name={icon} className="size-4" />
      {label}
    </span>
  );
}

const statuses = {
  active: { tone: "good", icon: "success", label: "利用中" },
  requested: { tone: "waiting", icon: "waiting", label: "申請中" },
  revoked: { tone: "bad", icon: "stopped", label: "失効" },
  rejected: { tone: "neutral", icon: "refused", label: "却下" },
  expired: { tone: "attention", icon: "past", label: "期限切れ" },
} as const satisfies Record<CertificateStatus, { tone: BadgeTone; icon: IconName; label: string }>;

const tones = {
  good: "border-success-2 text-success-2",
  waiting: "border-blue-900 text-blue-900",
  attention: "border-warning-orange-2 text-warning-orange-2",
  bad: "border-error-2 text-error-2",
  neutral: "border-solid-gray-600 text-solid-gray-700",
} as const satisfies Record<BadgeTone, string>;
