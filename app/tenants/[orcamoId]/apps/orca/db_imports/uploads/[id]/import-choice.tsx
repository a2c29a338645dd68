import { randomUUID } from "node:crypto";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { CheckboxField } from "#components/checkbox-field.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { Section } from "#components/page-frame.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { can } from "#lib/access/permissions.ts";
import { importKindLabels, stagingKeepDays } from "#lib/imports/model.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { requestTestImportAction } from "../../actions.ts";
import { VersionField, versionLabel } from "./version-field.tsx";

interface ImportChoiceProps {
  readonly scope: Scope;
  readonly uploadId: string;
}

/** The test first; the other one has a page of its own, where it is asked for with name and password. */
export function ImportChoice({ scope: { actor, tenant }, uploadId }: ImportChoiceProps) {
  return (
    <>
      {can(actor, "databases:test-import") && (
        <Section title={importKindLabels.test}>
          <p className="mb-4">
            ファイルを検査し、確認用データベースに読み込んで、件数のレポートを表示します。現行のデータは変わりません。
          </p>
          <ActionForm action={requestTestImportAction} labels={{ statedVersion: versionLabel }} className="max-w-xl">
            <HiddenField name="orcamoId" value={tenant.orcamoId} />
            <HiddenField name="uploadId" value={uploadId} />
            <HiddenField name="requestId" value={randomUUID()} />
            <VersionField />
            <div className="mb-6">
              <CheckboxField name="keepStaging" label={`確認用データベースを${stagingKeepDays}日間残す`} />
            </div>
            <SubmitButton>テストインポートを実行</SubmitButton>
          </ActionForm>
        </Section>
      )}
      {can(actor, "databases:import") && (
        <Section title={importKindLabels.live}>
          <p className="mb-4">現行のデータを、このファイルのデータに置き換えます。次の画面で、注意を確認してから実行します。</p>
          <ButtonLink href={paths.liveImport(tenant.orcamoId, uploadId)}>本番インポートへ進む</ButtonLink>
        </Section>
      )}
    </>
  );
}
