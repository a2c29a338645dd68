import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { Section } from "#components/page-frame.tsx";
import { getContract } from "#lib/tenants/queries.ts";
import { DatabaseFacts } from "./database-facts.tsx";
import { OrcaMenu } from "./orca-menu.tsx";

const title = "日レセ";
export const metadata = pageTitle(title);

/** 日レセ管理画面 (seed 004 §5 ②). */
export default tenantPage(
  { permission: "databases:read", input: z.object({}), title, path: () => [{ label: title }], tab: "details" },
  async (scope) => {
    const contract = await getContract(scope);
    return (
      <>
        <OrcaMenu scope={scope} />
        <Section title="利用プラン">
          <DescriptionList
            items={[
              { term: "利用プラン", value: contract.plan },
              { term: "医療機関名", value: contract.name },
              { term: "ORCAMO ID", value: contract.displayId },
              { term: "医療機関ID", value: contract.medicalId },
              { term: "API利用プラン", value: contract.apiPlan },
            ]}
          />
        </Section>
        <Section title="データベース">
          <DatabaseFacts scope={scope} />
        </Section>
        <div className="mt-8">
          <ButtonLink href={paths.details(scope.tenant.orcamoId)}>テナント詳細に戻る</ButtonLink>
        </div>
      </>
    );
  },
);
