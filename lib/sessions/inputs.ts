import { z } from "zod";
import { loginId } from "../users/inputs.ts";

export const signInInput = z.object({ loginId, password: z.string().min(1, "パスワードを入力してください。").max(512) });

export type SignInInput = z.infer<typeof signInInput>;
