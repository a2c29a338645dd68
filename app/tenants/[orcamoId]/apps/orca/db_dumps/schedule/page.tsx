import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { CheckboxField } from "#components/checkbox-field.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { TimeField } from "#components/time-field.tsx";
import { minuteText, mostKeptDumps } from "#lib/dumps/model.ts";
import { getDumpSchedule } from "#lib/dumps/queries.ts";
import { dumpsStep, orcaPath } from "../../orca-path.ts";
import { changeDumpScheduleAction } from "../actions.ts";

const title = "自動ダンプの設定";
export const metadata = pageTitle(title);

const labels = { minute: "実行する時刻", keep: "残す数" };

export default tenantPage(
  {
    permission: "databases:schedule-dumps",
    input: z.object({}),
    title,
    path: (scope) => orcaPath(scope, dumpsStep(scope), { label: title }),
    tab: "details",
    narrow: true,
  },
  async (scope) => {
    const { orcamoId } = scope.tenant;
    const schedule = await getDumpSchedule(scope);
    return (
      <>
        <p className="my-4">
          毎日決まった時刻に、自動でダンプを作成します。残す数を超えた古い自動ダンプは、自動で削除します。手動のダンプは削除しません。
        </p>
        <ActionForm action={changeDumpScheduleAction} labels={labels} className="max-w-md">
          <HiddenField name="orcamoId" value={orcamoId} />
          <HiddenField name="version" value={schedule.version} />
          <div className="mb-6">
            <CheckboxField name="enabled" label="毎日、自動でダンプを作成する" defaultChecked={schedule.enabled} />
          </div>
          <TimeField
            name="minute"
            label={labels.minute}
            hint="日本時間。診療時間の後をお勧めします。"
            defaultValue={minuteText(schedule.minute)}
            required
          />
          <TextField
            name="keep"
            label={labels.keep}
            hint={`1から${mostKeptDumps}まで`}
            inputMode="numeric"
            defaultValue={String(schedule.keep)}
            required
          />
          <div className="flex flex-wrap gap-3">
            <SubmitButton>保存する</SubmitButton>
            <ButtonLink href={paths.dumps(orcamoId)}>キャンセル</ButtonLink>
          </div>
        </ActionForm>
      </>
    );
  },
);
