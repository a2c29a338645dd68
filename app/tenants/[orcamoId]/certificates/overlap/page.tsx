import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextLink } from "#components/text-link.tsx";
import { countClosings } from "#lib/certificates/count-closings.ts";
import { overlapChoices, overlapText } from "#lib/tenants/model.ts";
import { overlapDaysOf } from "#lib/tenants/queries.ts";
import { changeOverlapAction } from "../actions.ts";

const title = "以前の証明書の扱い";
export const metadata = pageTitle(title);

const labels = { days: title };
const days = overlapChoices.flatMap((choice) => choice ?? []);

export default tenantPage(
  {
    permission: "tenants:overlap",
    input: z.object({}),
    title,
    path: ({ tenant }) => [{ label: "証明書一覧", href: paths.certificates(tenant.orcamoId) }, { label: title }],
    tab: "certificates",
    narrow: true,
  },
  async (scope) => {
    const closings = await countClosings(scope, days);
    return (
      <div className="mt-6">
        <p className="mb-4">
          証明書を更新しても、以前の証明書は有効期限が切れるまで使えます。端末を新しい証明書に切り替えた後に、以前の証明書を自動で失効させることができます。日数は、新しい証明書がこのサイトに初めて接続した時から数えます。
        </p>
        <NoticeBanner tone="warning" title="1枚の証明書を複数の端末で使っている場合は、ご注意ください。">
          1台が新しい証明書に切り替えると、日数が過ぎた後は、以前の証明書のままの端末が接続できなくなります。この画面を開いている端末も同じです。すべての端末を切り替えられる日数を選択してください。
        </NoticeBanner>
        <p className="mb-2">日数がすでに過ぎている以前の証明書は、保存してから10分以内に失効します。その枚数は次のとおりです。</p>
        <DescriptionList items={days.map((choice) => ({ term: `${choice}日後を選択`, value: `${closings.get(choice)}枚` }))} />
        <p className="mt-3">
          <TextLink href={paths.formerCertificates(scope.tenant.orcamoId)}>以前の証明書の利用状況を確認する</TextLink>
        </p>
        <ActionForm action={changeOverlapAction} labels={labels} className="mt-6">
          <input type="hidden" name="orcamoId" value={scope.tenant.orcamoId} />
          <SelectField
            name="days"
            label={labels.days}
            options={overlapChoices.map((choice) => ({ value: String(choice ?? 0), label: overlapText(choice) }))}
            defaultValue={String((await overlapDaysOf(scope)) ?? 0)}
            hint="失効は取り消せません。データベースへの接続だけに使う証明書は、接続を確認できないため、有効期限まで使えます。"
            required
          />
          <div className="flex flex-wrap gap-3">
            <SubmitButton>保存する</SubmitButton>
            <ButtonLink href={paths.certificates(scope.tenant.orcamoId)}>キャンセル</ButtonLink>
          </div>
        </ActionForm>
      </div>
    );
  },
);
