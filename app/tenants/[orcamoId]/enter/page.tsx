import { redirect } from "next/navigation";
import { z } from "zod";
import { entryPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { wayIn } from "#app/_doors/way-in.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextAreaField } from "#components/text-area-field.tsx";
import { reasonLength } from "#lib/visits/model.ts";
import { isInside } from "#lib/visits/queries.ts";
import { openVisitAction } from "./actions.ts";

const title = "テナントに入る";
export const metadata = pageTitle(title);

const input = z.object({ back: z.string().optional().catch(undefined) });

/** Before the first page of a tenant that is not that of the certificate. */
export default entryPage(
  { permission: "visits:open", input, title, path: () => [{ label: title }], narrow: true },
  async (scope, { back }) => {
    const { orcamoId, name } = scope.tenant;
    const target = wayIn(orcamoId, back);
    if (await isInside(scope)) redirect(target);
    const isOperator = scope.actor.standing === "operator";
    return (
      <div className="mt-6">
        <DescriptionList
          items={[
            { term: "テナント", value: name },
            { term: "ORCAMO ID", value: orcamoId },
          ]}
        />
        <p className="my-6">
          {isOperator
            ? "入った日時、利用者、理由は、このテナントのログに記録され、テナントの方が読めます。退出するまでの操作も記録されます。"
            : "入った日時と利用者は、このテナントのログに記録されます。退出するまでの操作も記録されます。"}
        </p>
        <ActionForm action={openVisitAction} labels={{ reason: "理由" }}>
          <input type="hidden" name="orcamoId" value={orcamoId} />
          <input type="hidden" name="back" value={target} />
          {isOperator && <Reason />}
          <div className="flex flex-wrap gap-3">
            <SubmitButton>入る</SubmitButton>
            <ButtonLink href={paths.home}>キャンセル</ButtonLink>
          </div>
        </ActionForm>
      </div>
    );
  },
);

function Reason() {
  const { minimum, maximum } = reasonLength;
  return (
    <TextAreaField
      name="reason"
      label="理由"
      hint={`何のために入るか、受付番号などを${minimum}文字以上${maximum}文字以内で入力してください。患者さんの情報は書かないでください。`}
      maxLength={maximum}
      required
    />
  );
}
