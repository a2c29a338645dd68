import { z } from "zod";
import { orcamoId } from "./model.ts";

export const createTenantInput = z.object({
  orcamoId,
  kind: z.enum(["clinic", "vendor", "operator"]).default("clinic"),
  name: z.string().trim().normalize("NFKC").min(1, "名称を入力してください。").max(100, "名称は100文字以内で入力してください。"),
  linkedApps: z.array(z.enum(["orca", "qkan"])).default([]),
});

export type CreateTenantInput = z.input<typeof createTenantInput>;
