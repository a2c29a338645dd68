import { z } from "zod";
import { lineInput, requestIdInput, versionInput } from "../platform/form-inputs.ts";
import { pageInput, termInput } from "../platform/list-inputs.ts";
import { createUserInput } from "../users/inputs.ts";
import { limits, orcamoId, overlapChoices, prefixOf } from "./model.ts";

export const createTenantInput = z.object({
  orcamoId,
  kind: z.enum(["clinic", "vendor", "operator"]).default("clinic"),
  name: lineInput("名称", 100).min(1, "名称を入力してください。"),
  linkedApps: z.array(z.enum(["orca", "qkan"])).default([]),
});

export type CreateTenantInput = z.input<typeof createTenantInput>;

/** `0` is until they expire: an option of a form has a value. */
export const overlapInput = z.object({
  days: z
    .enum(
      overlapChoices.map((days) => String(days ?? 0)),
      "以前の証明書の扱いを選択してください。",
    )
    .transform((days) => Number(days) || null),
});

export type OverlapInput = z.infer<typeof overlapInput>;

const box = z.coerce.boolean().default(false);

const details = z.object({
  name: lineInput("名称", 100).min(1, "名称を入力してください。"),
  maintenance: lineInput("保守", 100).default(""),
  medicalId: lineInput("医療機関ID", 40).default(""),
  plan: lineInput("利用プラン", 100).default(""),
  apiPlan: lineInput("API利用プラン", 100).default(""),
  orca: box,
  qkan: box,
  /** Not `password…`: the doors never show such a field again. */
  policy: z.enum(["asvs", "mixed"], "パスワードの規則を選択してください。").default("asvs"),
});

/** The columns of what was typed; what was left empty is 未設定. */
export function detailColumns(input: z.infer<typeof details>) {
  const { name, maintenance, medicalId, plan, apiPlan, orca, qkan, policy } = input;
  return {
    name,
    maintenance: maintenance || null,
    medicalId: medicalId || null,
    plan: plan || null,
    apiPlan: apiPlan || null,
    linkedApps: [...(orca ? ["orca"] : []), ...(qkan ? ["qkan"] : [])],
    passwordPolicy: policy,
  };
}

const vendorId = z
  .string()
  .normalize("NFKC")
  .trim()
  .toLowerCase()
  .regex(/^(v\d{8})?$/, "ベンダーのORCAMO IDはvと数字8桁で入力してください。")
  .default("");

const count = (label: string, least: number, most: number) =>
  z.coerce
    .number(`${label}を数字で入力してください。`)
    .int(`${label}を整数で入力してください。`)
    .min(least, `${label}は${least}以上で入力してください。`)
    .max(most, `${label}は${most}以下で入力してください。`);

const person = createUserInput.shape;

export const registerTenantInput = details
  .extend({
    requestId: requestIdInput,
    orcamoId: z.string().normalize("NFKC").trim().toLowerCase().pipe(orcamoId),
    kind: z.enum(["clinic", "vendor"], "種別を選択してください。"),
    serverVendor: vendorId,
    generalVendor: vendorId,
    loginId: person.loginId,
    userName: lineInput("氏名", 100).min(1, "氏名を入力してください。"),
    userKana: lineInput("フリガナ", 100).default(""),
    mail: person.mail,
    certificates: count("枚数", 1, limits.certificates),
    db: count("枚数", 0, limits.otherCertificates).default(0),
    api: count("枚数", 0, limits.otherCertificates).default(0),
    backup: count("枚数", 0, limits.otherCertificates).default(0),
  })
  .refine(({ kind, orcamoId }) => orcamoId.startsWith(prefixOf[kind]), {
    path: ["orcamoId"],
    message: "医療機関・介護事業所のORCAMO IDはu、ベンダーのORCAMO IDはvで始めてください。",
  });

export type RegisterTenantInput = z.infer<typeof registerTenantInput>;

/** An address of the console; anything that cannot be an ORCAMO ID leads nowhere. */
export const consoleTenantInput = z.object({ orcamoId });

export type ConsoleTenantInput = z.infer<typeof consoleTenantInput>;

export const changeTenantInput = details.extend({ orcamoId, version: versionInput });

export type ChangeTenantInput = z.infer<typeof changeTenantInput>;

const reason = lineInput("理由", 200).min(1, "理由を入力してください。");

export const stopTenantInput = z.object({ orcamoId, reason });

export type StopTenantInput = z.infer<typeof stopTenantInput>;

export const closeTenantInput = stopTenantInput
  .extend({ typedId: z.string().normalize("NFKC").trim().toLowerCase() })
  .refine(({ orcamoId, typedId }) => typedId === orcamoId, {
    path: ["typedId"],
    message: "解約するテナントのORCAMO IDと一致しません。画面に表示されているORCAMO IDを入力してください。",
  });

export type CloseTenantInput = z.infer<typeof closeTenantInput>;

export const rescueTenantInput = z.object({
  orcamoId,
  requestId: requestIdInput,
  method: z.enum(["callback", "document", "meeting", "other"], "本人確認の方法を選択してください。"),
  person: lineInput("確認した相手", 100).min(1, "確認した相手の氏名を入力してください。"),
  reason,
});

export type RescueTenantInput = z.infer<typeof rescueTenantInput>;

/** The list's address. What it does not understand it leaves out: an old or mistyped link still shows a list. */
export const tenantListInput = z.object({
  id: z
    .string()
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .regex(/^[uvo]?\d{0,9}$/)
    .catch("")
    .default(""),
  name: termInput(100),
  kind: z.enum(["clinic", "vendor", "operator", "all"]).catch("all").default("all"),
  state: z.enum(["active", "stopped", "closed", "all"]).catch("all").default("all"),
  page: pageInput,
});

export type TenantListInput = z.infer<typeof tenantListInput>;

export const newTenantInput = z.object({ kind: z.enum(["clinic", "vendor"]).catch("clinic").default("clinic") });
