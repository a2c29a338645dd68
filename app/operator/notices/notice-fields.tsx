import { ButtonLink } from "#components/button.tsx";
import { CheckboxField } from "#components/checkbox-field.tsx";
import { DateTimeField } from "#components/date-time-field.tsx";
import { MarkdownPreview } from "#components/markdown-preview.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextAreaField } from "#components/text-area-field.tsx";
import { TextField } from "#components/text-field.tsx";
import { audienceLabels, limits } from "#lib/notices/model.ts";
import type { NoticeDetails } from "#lib/notices/queries.ts";
import { dateTimeInputValue } from "#lib/platform/format.ts";

export const labels = {
  audience: "種類",
  tenant: "対象のORCAMO ID",
  title: "件名",
  body: "本文",
  startsAt: "表示開始",
  endsAt: "表示終了",
};

const audiences = Object.entries(audienceLabels).map(([value, label]) => ({ value, label }));

interface NoticeFieldsProps {
  /** As it is stored; for a new one what the form begins with. */
  readonly notice: Partial<NoticeDetails> & Pick<NoticeDetails, "startsAt">;
  readonly cancelHref: string;
}

/** The fields of a notice with its buttons. システム通知 is for everybody, the other kind not for general users. */
export function NoticeFields({ notice, cancelHref }: NoticeFieldsProps) {
  return (
    <>
      <SelectField
        name="audience"
        label={labels.audience}
        hint="「管理者からのお知らせ」は、一般の権限のユーザには表示されません。"
        options={audiences}
        defaultValue={notice.audience ?? "system"}
        required
      />
      <TextField
        name="tenant"
        label={labels.tenant}
        hint="1つのテナントだけに表示するときに入力します（例: u00000014）。空欄のときは、すべてのテナントに表示します。"
        defaultValue={notice.orcamoId ?? ""}
        maxLength={9}
      />
      <div className="mb-6">
        <CheckboxField name="important" label="重要（件名に「重要」と表示する）" defaultChecked={notice.important} />
      </div>
      <TextField name="title" label={labels.title} defaultValue={notice.title} maxLength={limits.titleLength} required />
      <TextAreaField
        name="body"
        label={labels.body}
        hint="見出し（# ）、箇条書き（- ）、強調（**）、リンク（[文字](https://…)）などのMarkdownで書けます。HTMLは文字のまま表示します。"
        defaultValue={notice.body}
        rows={10}
        maxLength={limits.bodyLength}
      />
      <DateTimeField
        name="startsAt"
        label={labels.startsAt}
        hint="日本時間"
        defaultValue={dateTimeInputValue(notice.startsAt)}
        required
      />
      <DateTimeField
        name="endsAt"
        label={labels.endsAt}
        hint="日本時間。空欄のときは、取り下げるまで表示します。"
        defaultValue={notice.endsAt ? dateTimeInputValue(notice.endsAt) : ""}
      />
      <MarkdownPreview />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>保存する</SubmitButton>
        <SubmitButton look="secondary" name="preview" value="on">
          プレビュー
        </SubmitButton>
        <ButtonLink href={cancelHref}>キャンセル</ButtonLink>
      </div>
    </>
  );
}
