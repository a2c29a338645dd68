import type { ReactNode } from "react";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { PageFrame } from "#components/page-frame.tsx";
import { SiteFooter } from "#components/site-footer.tsx";
import type { PathStep } from "#components/site-header.tsx";
import { type Tab, Tabs } from "#components/tabs.tsx";
import { can, type Permission } from "#lib/access/permissions.ts";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { Header } from "./header.tsx";
import { noticeText } from "./notices.ts";
import { paths } from "./paths.ts";
import { refusalText } from "./refusals.ts";
import { VisitBand } from "./visit-band.tsx";

export type TabName = keyof typeof tenantTabs | keyof typeof consoleTabs;

export interface ChromeProps {
  readonly scope: Scope;
  readonly title: string;
  readonly path: readonly PathStep[];
  readonly tab?: TabName | undefined;
  readonly narrow?: boolean | undefined;
  /** The operator's console, with tabs of its own. */
  readonly console?: boolean | undefined;
  /** The page before a tenant is entered: nothing of the tenant is offered yet. */
  readonly entering?: boolean | undefined;
  readonly query: Readonly<Record<string, unknown>>;
  readonly children: ReactNode;
}

/** Header, tabs, messages and footer around a page of a tenant (PRODUCT.md §5, Chrome). */
export function Chrome({ scope, title, path, tab, narrow, console, entering, query, children }: ChromeProps) {
  return (
    <PageFrame
      title={title}
      narrow={narrow}
      header={
        <>
          <Header scope={scope} path={path} console={console} entering={entering} />
          <VisitBand scope={scope} />
        </>
      }
      tabs={entering ? null : <Tabs tabs={console ? consoleTabList(tab) : visibleTabs(scope, tab)} />}
      notice={<Messages query={query} />}
      footer={<SiteFooter text={env().brand.footer} />}
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

interface TenantTab {
  readonly label: string;
  readonly href: (orcamoId: string) => string;
  readonly permission: Permission;
}

/** In the order of PRODUCT.md §5, and after them what only some have. */
const tenantTabs = {
  top: { label: "TOP", href: paths.top, permission: "notices:read" },
  details: { label: "テナント情報", href: paths.details, permission: "tenants:read" },
  certificates: { label: "証明書管理", href: (orcamoId) => paths.certificates(orcamoId), permission: "certificates:read" },
  users: { label: "ユーザ管理", href: (orcamoId) => paths.users(orcamoId), permission: "users:read" },
  "sign-ins": { label: "ログイン履歴", href: (orcamoId) => paths.signIns(orcamoId), permission: "sign-ins:read-own" },
  log: { label: "テナントログ", href: (orcamoId) => paths.log(orcamoId), permission: "tenant-log:read" },
  clients: { label: "担当テナント", href: (orcamoId) => paths.clients(orcamoId), permission: "clients:read" },
} as const satisfies Record<string, TenantTab>;

const consoleTabs = {
  console: { label: "運用TOP", href: paths.console },
  "console-tenants": { label: "テナント・ベンダー", href: paths.consoleTenants() },
  "console-certificates": { label: "証明書検索", href: paths.consoleCertificates() },
  "console-notices": { label: "お知らせ", href: paths.consoleNotices() },
  "console-maintenance": { label: "メンテナンス", href: paths.consoleMaintenance() },
  "console-settings": { label: "設定", href: paths.consoleSettings },
  "console-health": { label: "稼働状況", href: paths.consoleHealth },
} as const;

function visibleTabs({ actor, tenant }: Scope, current: TabName | undefined): Tab[] {
  return Object.entries<TenantTab>(tenantTabs)
    .filter(([, tab]) => can(actor, tab.permission))
    .map(([name, tab]) => ({ label: tab.label, href: tab.href(tenant.orcamoId), current: name === current }));
}

function consoleTabList(current: TabName | undefined): Tab[] {
  return Object.entries(consoleTabs).map(([name, tab]) => ({ ...tab, current: name === current }));
}
