/** Prisma's P2002, or PostgreSQL's own code when the statement was raw. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "P2002" || error.code === "23505");
}
