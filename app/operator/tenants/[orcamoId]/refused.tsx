import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import type { RefusalCode } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";

/** In place of a form that would be refused whatever was typed. */
export function Refused({ code, orcamoId }: { readonly code: RefusalCode; readonly orcamoId: string }) {
  return (
    <div className="mt-4">
      <NoticeBanner
        tone="error"
        title={refusalSentence(code)}
        actions={<ButtonLink href={paths.consoleTenant(orcamoId)}>戻る</ButtonLink>}
      />
    </div>
  );
}
