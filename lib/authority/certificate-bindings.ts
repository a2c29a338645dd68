/** What the secrets of one certificate are bound to: its tenant, which may be to come, and its row. */
export function keyBinding(tenant: string, row: string) {
  return { tenant, row, purpose: "certificate-key" } as const;
}

export function passwordBinding(tenant: string, row: string) {
  return { tenant, row, purpose: "certificate-password" } as const;
}

export function derivationBinding(tenant: string, row: string) {
  return { tenant, row, purpose: "pkcs12-derivation" } as const;
}
