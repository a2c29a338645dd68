import { Badge } from "#components/status-badge.tsx";
import { userStateLabels } from "#lib/users/model.ts";
import type { UserRow } from "#lib/users/queries.ts";

/** 利用中 or 停止中, and beside it what else keeps the person out or makes signing in safer. */
export function UserBadges({ user: { state, locked, codes } }: { readonly user: UserRow }) {
  return (
    <span className="inline-flex flex-wrap gap-2">
      {state === "active" ? (
        <Badge tone="good" icon="success" label={userStateLabels.active} />
      ) : (
        <Badge tone="bad" icon="stopped" label={userStateLabels.stopped} />
      )}
      {locked && <Badge tone="attention" icon="warning" label="ロック中" />}
      {codes && <Badge tone="neutral" icon="info" label="認証アプリ" />}
    </span>
  );
}
