import { z } from "zod";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { ActionForm } from "#components/action-form.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { Section } from "#components/page-frame.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { type EnvironmentLine, listEnvironment } from "#lib/settings/environment.ts";
import { settingLabels } from "#lib/settings/model.ts";
import { getSettings } from "#lib/settings/queries.ts";
import { changeSettingsAction } from "./actions.ts";
import { SettingFields } from "./setting-fields.tsx";

const title = "設定";
export const metadata = pageTitle(title);

const columns: readonly Column<EnvironmentLine>[] = [
  { key: "name", label: "名前", names: true, cell: (line) => <code>{line.name}</code> },
  { key: "value", label: "値", cell: (line) => (line.value === "" ? "（なし）" : line.value) },
];

export default operatorPage(
  { permission: "console:read", input: z.object({}), title, path: () => [{ label: title }], tab: "console-settings" },
  async (scope) => {
    const { values, defaults, version } = await getSettings(scope);
    return (
      <>
        <Section title="運用中に変更できる設定">
          <p className="mb-6">変更は運用者のログに記録します。保存するときに、パスワードの確認が必要なことがあります。</p>
          <ActionForm action={changeSettingsAction} labels={settingLabels} className="max-w-xl">
            <HiddenField name="version" value={version} />
            <SettingFields values={values} defaults={defaults} />
            <SubmitButton>保存する</SubmitButton>
          </ActionForm>
        </Section>
        <Section title="起動時の設定（環境変数）">
          <p className="mb-3">この画面では変更できません。環境変数を変更して、ポータルを再起動してください。</p>
          <DataTable
            caption="起動時の設定"
            captionHidden
            columns={columns}
            rows={listEnvironment(scope)}
            rowKey={(line) => line.name}
          />
        </Section>
      </>
    );
  },
);
