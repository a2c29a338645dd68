import { Badge } from "#components/status-badge.tsx";
import { type UploadState, uploadStateLabels } from "#lib/uploads/model.ts";

export function UploadBadge({ state }: { readonly state: UploadState }) {
  return <Badge {...looks[state]} label={uploadStateLabels[state]} />;
}

const looks = {
  receiving: { tone: "waiting", icon: "waiting" },
  received: { tone: "waiting", icon: "waiting" },
  verified: { tone: "good", icon: "success" },
  failed: { tone: "bad", icon: "error" },
  removed: { tone: "neutral", icon: "stopped" },
} as const;
