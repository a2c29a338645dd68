import type { ReactNode } from "react";
import { paths } from "#app/_doors/paths.ts";
import { Button, ButtonLink } from "#components/button.tsx";
import { Checkbox } from "#components/checkbox.tsx";
import { Icon } from "#components/icon.tsx";
import type { CertificateListInput } from "#lib/certificates/inputs.ts";
import { listQuery } from "./list-query.ts";

interface BulkFormProps {
  readonly orcamoId: string;
  readonly input: CertificateListInput;
  readonly total: number;
  readonly request: boolean;
  readonly download: boolean;
  /** The list, with its checkboxes. */
  readonly children: ReactNode;
}

/** 新規発行申請 and 一括ダウンロード over the list. The filter goes along: for 検索結果すべて, and to come back to. */
export function BulkForm({ orcamoId, input, total, request, download, children }: BulkFormProps) {
  return (
    <form method="post" action={paths.bulkDownload(orcamoId)}>
      {Object.entries(listQuery(input)).map(
        ([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <div className="flex flex-wrap items-center gap-3">
        {request && (
          <ButtonLink look="primary" href={paths.requestCertificates(orcamoId)}>
            新規発行申請
          </ButtonLink>
        )}
        {download && (
          <>
            <Button type="submit">
              <Icon name="download" />
              一括ダウンロード
            </Button>
            {total > 0 && (
              <Checkbox
                name="everything"
                value="1"
                label={`検索結果すべて（${total}件）を選択`}
                defaultChecked={input.everything}
              />
            )}
          </>
        )}
      </div>
      {children}
    </form>
  );
}
