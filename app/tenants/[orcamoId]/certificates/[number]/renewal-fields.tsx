import { HiddenField } from "#components/hidden-field.tsx";

export const renewalQuestion = "証明書を更新します。よろしいですか?";

interface RenewalFieldsProps {
  readonly orcamoId: string;
  readonly number: number;
  /** The one that the person saw: a second click then finds its successor instead of making another. */
  readonly generation: number;
}

export function RenewalFields({ orcamoId, number, generation }: RenewalFieldsProps) {
  return (
    <>
      <input type="hidden" name="orcamoId" value={orcamoId} />
      <input type="hidden" name="number" value={number} />
      <HiddenField name="generation" value={generation} />
    </>
  );
}
