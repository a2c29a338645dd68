/** Who acted, as the tenants' logs tell it. */
export const program = "command line";
