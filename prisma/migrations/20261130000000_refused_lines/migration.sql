-- When a line's own renewal was refused and nothing has made good since. TOP asks for these at each visit: the attempts
-- themselves are as many as programs make them.
ALTER TABLE "certificate_lines" ADD COLUMN "refusedAt" TIMESTAMPTZ(3), ADD COLUMN "refusedReason" TEXT;
ALTER TABLE "certificate_lines" ADD CONSTRAINT "certificate_lines_refused_has_reason"
    CHECK (("refusedAt" IS NULL) = ("refusedReason" IS NULL));
CREATE INDEX "certificate_lines_refused" ON "certificate_lines"("tenantId", "refusedAt") WHERE "refusedAt" IS NOT NULL;

-- Was for that question alone.
DROP INDEX "renewal_attempts_tenantId_result_lastAt_idx";
