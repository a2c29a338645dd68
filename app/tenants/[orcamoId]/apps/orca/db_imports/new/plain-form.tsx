import { randomUUID } from "node:crypto";
import { paths } from "#app/_doors/paths.ts";
import { Button } from "#components/button.tsx";

/** The file in one go, which works everywhere. */
export function PlainForm({ orcamoId }: { readonly orcamoId: string }) {
  return (
    <form method="post" action={paths.plainUpload(orcamoId)} encType="multipart/form-data" className="max-w-xl">
      <input type="hidden" name="requestId" value={randomUUID()} />
      <div className="mb-6 flex flex-col gap-1">
        <label htmlFor="dump-file" className="font-700">
          ダンプファイル
        </label>
        <input id="dump-file" type="file" name="file" required className="min-h-12 w-full" />
      </div>
      <Button type="submit" look="primary">
        実行
      </Button>
    </form>
  );
}
