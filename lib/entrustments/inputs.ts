import { z } from "zod";
import { pageInput, termInput } from "../platform/list-inputs.ts";
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
  q: termInput(64),
  page: pageInput,
});

export type ClientListInput = z.infer<typeof clientListInput>;
