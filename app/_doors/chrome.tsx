import type { ReactNode } from "react";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { PageFrame } from "#components/page-frame.tsx";
import { SiteFooter } from "#components/site-footer.tsx";
import { AccountMenu, MenuButton, MenuLink, type PathStep, SiteHeader } from "#components/site-header.tsx";
import { type Tab, Tabs } from "#components/tabs.tsx";
import { can, type Permission } from "#lib/access/permissions.ts";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { noticeText } from "./notices.ts";
import { paths } from "./paths.ts";
import { refusalText } from "./refusals.ts";
import { csrfToken } from "./session.ts";

export type TabName = "top" | "details" | "certificates" | "users" | "sign-ins";

interface ChromeProps {
  readonly scope: Scope;
  readonly title: string;
  readonly path: readonly PathStep[];
  readonly tab?: TabName | undefined;
  readonly narrow?: boolean | undefined;
  readonly query: Readonly<Record<string, unknown>>;
  readonly children: ReactNode;
}

/** Header, tabs, messages and footer around a page of a tenant (PRODUCT.md §5, Chrome). */
export async function Chrome({ scope, title, path, tab, narrow, query, children }: ChromeProps) {
  const { orcamoId, name } = scope.tenant;
  const { product, footer } = env().brand;
  const token = await csrfToken();
  return (
    <PageFrame
      title={title}
      narrow={narrow}
      header={
        <SiteHeader
          brand={product}
          homeHref={paths.top(orcamoId)}
          path={path}
          identity={`${name}(${scope.actor.user?.name ?? ""}) (${orcamoId})`}
        >
          <AccountMenu label={orcamoId}>
            <MenuLink href={paths.password}>パスワード変更</MenuLink>
            <form method="post" action="/api/auth/signout">
              <input type="hidden" name="csrfToken" value={token ?? ""} />
              <input type="hidden" name="callbackUrl" value={`${paths.signIn}?notice=signed-out`} />
              <MenuButton>ログアウト</MenuButton>
            </form>
          </AccountMenu>
        </SiteHeader>
      }
      tabs={<Tabs tabs={visibleTabs(scope, tab)} />}
      notice={<Messages query={query} />}
      footer={<SiteFooter text={footer} />}
    >
      {children}
    </PageFrame>
  );
}

/** What was done, or why a download was refused: from the address, so that it survives a reload. */
export function Messages({ query }: { readonly query: Readonly<Record<string, unknown>> }) {
  const done = noticeText(query.notice);
  const refused = refusalText(query.refusal);
  if (refused) return <NoticeBanner tone="error" title={refused} />;
  return done ? <NoticeBanner tone="success" title={done} /> : null;
}

const tabs: readonly { name: TabName; label: string; href: (orcamoId: string) => string; permission: Permission }[] = [
  { name: "top", label: "TOP", href: paths.top, permission: "notices:read" },
  { name: "details", label: "テナント情報", href: paths.details, permission: "tenants:read" },
  {
    name: "certificates",
    label: "証明書管理",
    href: (orcamoId) => paths.certificates(orcamoId),
    permission: "certificates:read",
  },
  { name: "users", label: "ユーザ管理", href: paths.users, permission: "users:read" },
  { name: "sign-ins", label: "ログイン履歴", href: paths.signIns, permission: "sign-ins:read-own" },
];

function visibleTabs({ actor, tenant }: Scope, current: TabName | undefined): Tab[] {
  return tabs
    .filter((tab) => can(actor, tab.permission))
    .map((tab) => ({ label: tab.label, href: tab.href(tenant.orcamoId), current: tab.name === current }));
}
