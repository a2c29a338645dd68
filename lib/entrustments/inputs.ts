import { z } from "zod";
import { orcamoId } from "../tenants/model.ts";

export const entrustInput = z.object({
  vendor: z.string().normalize("NFKC").trim().toLowerCase().pipe(orcamoId),
  kind: z.enum(["server", "general"], "区分を選択してください。"),
});

export type EntrustInput = z.infer<typeof entrustInput>;

export const withdrawInput = z.object({ id: z.uuid() });

export type WithdrawInput = z.infer<typeof withdrawInput>;

/** The list's address. What it does not understand it leaves out. */
export const clientListInput = z.object({
  q: z
    .string()
    .normalize("NFKC")
    .trim()
    .max(64)
    .regex(/^\P{C}*$/u)
    .catch("")
    .default(""),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});

export type ClientListInput = z.infer<typeof clientListInput>;
