import { z } from "zod";

export const handOutInput = z.object({ id: z.uuid() });

export type HandOutInput = z.infer<typeof handOutInput>;
