import { ButtonLink } from "#components/button.tsx";
import { DateTimeField } from "#components/date-time-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { limits } from "#lib/maintenance/model.ts";
import type { MaintenanceRow } from "#lib/maintenance/queries.ts";
import { dateTimeInputValue } from "#lib/platform/format.ts";

export const labels = { title: "件名", startsAt: "開始", endsAt: "終了" };

interface MaintenanceFieldsProps {
  /** As it is stored; absent for a new one. */
  readonly window?: MaintenanceRow;
  readonly cancelHref: string;
}

export function MaintenanceFields({ window, cancelHref }: MaintenanceFieldsProps) {
  return (
    <>
      <TextField
        name="title"
        label={labels.title}
        hint="例: 日レセクラウドのメンテナンス"
        defaultValue={window?.title}
        maxLength={limits.titleLength}
        required
      />
      <DateTimeField
        name="startsAt"
        label={labels.startsAt}
        hint="日本時間"
        defaultValue={window && dateTimeInputValue(window.startsAt)}
        required
      />
      <DateTimeField
        name="endsAt"
        label={labels.endsAt}
        hint="日本時間。24時は、翌日の0時0分と入力します。"
        defaultValue={window && dateTimeInputValue(window.endsAt)}
        required
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>保存する</SubmitButton>
        <ButtonLink href={cancelHref}>キャンセル</ButtonLink>
      </div>
    </>
  );
}
