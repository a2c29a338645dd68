import { paths } from "#app/_doors/paths.ts";
import { TextLink } from "#components/text-link.tsx";
import { can } from "#lib/access/permissions.ts";
import { type EntrustmentKind, entrustmentKindLabels } from "#lib/entrustments/model.ts";
import type { Scope } from "#lib/platform/scope.ts";

interface VendorsProps {
  readonly scope: Scope;
  readonly kind: EntrustmentKind;
  readonly names: string | undefined;
}

/** With the way to where they are entrusted, for who may see it; only clinics entrust vendors. */
export function Vendors({ scope, kind, names }: VendorsProps) {
  const { orcamoId } = scope.tenant;
  return (
    <div className="flex flex-wrap items-center gap-x-4">
      {names ?? <span className="text-solid-gray-600">未設定</span>}
      {scope.tenant.kind === "clinic" && can(scope.actor, "entrustments:read") && (
        <TextLink href={paths.entrustments(orcamoId)}>
          {can(scope.actor, "entrustments:manage") ? "変更" : "詳細"}
          <span className="sr-only">（{entrustmentKindLabels[kind]}）</span>
        </TextLink>
      )}
    </div>
  );
}
