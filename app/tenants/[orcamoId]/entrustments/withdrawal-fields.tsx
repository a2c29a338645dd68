import { entrustmentKindLabels } from "#lib/entrustments/model.ts";
import type { EntrustmentRow } from "#lib/entrustments/queries.ts";

export function withdrawalQuestion({ name, kind }: EntrustmentRow): string {
  return `${name}への委託（${entrustmentKindLabels[kind]}）を解除します。よろしいですか?`;
}

export function WithdrawalFields({ orcamoId, id }: { readonly orcamoId: string; readonly id: string }) {
  return (
    <>
      <p className="mb-6">
        解除はすぐに有効になります。ほかに委託がなければ、このベンダーの利用者はこのテナントから切断され、入れなくなります。
      </p>
      <input type="hidden" name="orcamoId" value={orcamoId} />
      <input type="hidden" name="id" value={id} />
    </>
  );
}
