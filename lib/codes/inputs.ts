import { z } from "zod";

/** Six digits, or a recovery code: as typed, in whatever width and with whatever between the groups. */
export const codeInput = z.object({
  code: z
    .string()
    .max(100, "認証コードを確認して、もう一度入力してください。")
    .transform((text) =>
      text
        .normalize("NFKC")
        .toLowerCase()
        .replace(/[^a-z0-9]/g, ""),
    )
    .pipe(z.string().min(1, "認証コードを入力してください。")),
});

export type CodeInput = z.infer<typeof codeInput>;
