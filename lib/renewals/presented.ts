import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";

/** The certificate that renews itself. */
export interface Presented {
  readonly id: string;
  readonly number: number;
  readonly generation: number;
  readonly commonName: string;
  readonly organization: string;
  readonly serial: string;
}

/** @throws Refusal CERTIFICATE_REQUIRED where somebody came with more, or less, than a certificate (certificateScope) */
export function presented({ actor }: Pick<Scope, "actor">): Presented {
  const { number, generation, ...certificate } = actor.certificate ?? {};
  if (!("id" in certificate) || number === undefined || generation === undefined) throw new Refusal("CERTIFICATE_REQUIRED");
  return { ...certificate, number, generation };
}
