-- When a line's own renewal was refused and nothing has made good since. TOP asks for these at each visit: the attempts
-- themselves are as many as programs make them.
ALTER TABLE "certificate_lines" ADD COLUMN "refusedAt" TIMESTAMPTZ(3), ADD COLUMN "refusedReason" TEXT;
ALTER TABLE "certificate_lines" ADD CONSTRAINT "certificate_lines_refused_has_reason"
    CHECK (("refusedAt" IS NULL) = ("refusedReason" IS NULL));

-- What is so already: the newest refusal, unless something came after it.
ALTER TABLE "certificate_lines" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "renewal_attempts" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "certificates" NO FORCE ROW LEVEL SECURITY;
UPDATE "certificate_lines" l SET "refusedAt" = a."lastAt", "refusedReason" = a."reason"
    FROM (SELECT DISTINCT ON ("number") "number", "result", "reason", "lastAt" FROM "renewal_attempts" ORDER BY "number", "lastAt" DESC) a
    WHERE a."number" = l."number" AND a."result" = 'refused'
        AND NOT EXISTS (SELECT FROM "certificates" c WHERE c."lineId" = l."id" AND c."current" AND c."issuedAt" > a."lastAt");
ALTER TABLE "certificates" FORCE ROW LEVEL SECURITY;
ALTER TABLE "renewal_attempts" FORCE ROW LEVEL SECURITY;
ALTER TABLE "certificate_lines" FORCE ROW LEVEL SECURITY;

CREATE INDEX "certificate_lines_refused" ON "certificate_lines"("tenantId", "refusedAt") WHERE "refusedAt" IS NOT NULL;

-- Was for that question alone.
DROP INDEX "renewal_attempts_tenantId_result_lastAt_idx";
