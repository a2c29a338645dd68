/** Who made the demo data, as the tenants' logs tell it. */
export const program = "demo data";
