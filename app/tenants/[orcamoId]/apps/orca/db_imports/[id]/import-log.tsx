import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { Icon } from "#components/icon.tsx";
import { readImportLog } from "#lib/imports/queries.ts";
import type { Scope } from "#lib/platform/scope.ts";

/** To download, for the support; and to read here, where a browser shows every character as text. */
export async function ImportLog({ scope, id }: { readonly scope: Scope; readonly id: string }) {
  const { text } = await readImportLog(scope, id);
  const lines = text.trimEnd().split("\n");
  return (
    <>
      <ButtonLink href={paths.importLog(scope.tenant.orcamoId, id)}>
        <Icon name="download" />
        インポートログをダウンロード
      </ButtonLink>
      <details className="mt-3">
        <summary className="inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4">
          画面で見る（{lines.length > shownLines ? `最後の${shownLines}行` : `${lines.length}行`}）
        </summary>
        <pre className="mt-2 rounded-8 border border-solid-gray-420 bg-solid-gray-50 p-3 font-mono text-sm break-all whitespace-pre-wrap">
          {lines.slice(-shownLines).join("\n")}
        </pre>
      </details>
    </>
  );
}

const shownLines = 200;
