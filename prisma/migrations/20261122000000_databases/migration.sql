-- The clinics' databases: uploads, imports, dumps, links to dumps, daily dumps.

CREATE TYPE "UploadState" AS ENUM ('receiving', 'received', 'verified', 'failed', 'removed');
CREATE TYPE "ImportKind" AS ENUM ('test', 'live');
CREATE TYPE "ImportState" AS ENUM ('waiting', 'checking', 'restoring', 'comparing', 'securing', 'swapping', 'done', 'failed', 'cancelled', 'rolledBack');
CREATE TYPE "DumpKind" AS ENUM ('manual', 'scheduled', 'safety');
CREATE TYPE "DumpState" AS ENUM ('waiting', 'running', 'done', 'failed', 'cancelled', 'removed');

CREATE TABLE "tenant_databases" (
    "tenantId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "readyAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenant_databases_pkey" PRIMARY KEY ("tenantId")
);
CREATE UNIQUE INDEX "tenant_databases_name_key" ON "tenant_databases"("name");
ALTER TABLE "tenant_databases" ADD CONSTRAINT "tenant_databases_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "uploads" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "userTenantId" UUID NOT NULL,
    "sessionId" UUID,
    "loginId" TEXT NOT NULL,
    "state" "UploadState" NOT NULL DEFAULT 'receiving',
    "fileName" TEXT NOT NULL,
    "size" BIGINT,
    "offset" BIGINT NOT NULL DEFAULT 0,
    "declaredSha256" TEXT,
    "sha256" TEXT,
    "reason" TEXT,
    "keyEnvelope" BYTEA,
    "version" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "touchedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "uploads_within_size" CHECK ("offset" >= 0 AND ("size" IS NULL OR "offset" <= "size"))
);
CREATE UNIQUE INDEX "uploads_tenantId_id_key" ON "uploads"("tenantId", "id");
CREATE INDEX "uploads_tenantId_createdAt_idx" ON "uploads"("tenantId", "createdAt");
CREATE INDEX "uploads_state_touchedAt_idx" ON "uploads"("state", "touchedAt");
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "database_imports" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "kind" "ImportKind" NOT NULL,
    "state" "ImportState" NOT NULL DEFAULT 'waiting',
    "uploadId" UUID,
    "fileName" TEXT NOT NULL,
    "sha256" TEXT,
    "bytes" BIGINT,
    "userId" UUID,
    "loginId" TEXT NOT NULL,
    "statedVersion" INTEGER,
    "keepStaging" BOOLEAN NOT NULL DEFAULT false,
    "scheduledFor" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "heartbeatAt" TIMESTAMPTZ(3),
    "cancelAskedAt" TIMESTAMPTZ(3),
    "progress" JSONB,
    "reason" TEXT,
    "facts" JSONB,
    "report" JSONB,
    "log" TEXT NOT NULL DEFAULT '',
    "stagingName" TEXT,
    "stagingUntil" TIMESTAMPTZ(3),
    "asideName" TEXT,
    "asideUntil" TIMESTAMPTZ(3),
    "safetyDumpId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "swappedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "rolledBackAt" TIMESTAMPTZ(3),

    CONSTRAINT "database_imports_pkey" PRIMARY KEY ("id"),
    -- A test never changes what is in use.
    CONSTRAINT "database_imports_test_swaps_nothing" CHECK ("kind" = 'live' OR ("swappedAt" IS NULL AND "asideName" IS NULL))
);
CREATE UNIQUE INDEX "database_imports_tenantId_id_key" ON "database_imports"("tenantId", "id");
CREATE INDEX "database_imports_tenantId_createdAt_idx" ON "database_imports"("tenantId", "createdAt");
CREATE INDEX "database_imports_state_heartbeatAt_idx" ON "database_imports"("state", "heartbeatAt");
-- One at a time of a clinic, whatever a double click does; beside it one that waits for its hour.
CREATE UNIQUE INDEX "database_imports_one_open" ON "database_imports"("tenantId")
    WHERE "state" IN ('checking', 'restoring', 'comparing', 'securing', 'swapping') OR ("state" = 'waiting' AND "scheduledFor" IS NULL);
CREATE UNIQUE INDEX "database_imports_one_scheduled" ON "database_imports"("tenantId") WHERE "state" = 'waiting' AND "scheduledFor" IS NOT NULL;
ALTER TABLE "database_imports" ADD CONSTRAINT "database_imports_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "database_imports" ADD CONSTRAINT "database_imports_tenantId_uploadId_fkey"
    FOREIGN KEY ("tenantId", "uploadId") REFERENCES "uploads"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "database_dumps" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "kind" "DumpKind" NOT NULL,
    "state" "DumpState" NOT NULL DEFAULT 'waiting',
    "fileName" TEXT NOT NULL,
    "userId" UUID,
    "loginId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "heartbeatAt" TIMESTAMPTZ(3),
    "cancelAskedAt" TIMESTAMPTZ(3),
    "progress" JSONB,
    "reason" TEXT,
    "facts" JSONB,
    "size" BIGINT,
    "sha256" TEXT,
    "serverVersion" TEXT,
    "tables" INTEGER,
    "rows" BIGINT,
    "keyEnvelope" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "removedAt" TIMESTAMPTZ(3),
    "keepUntil" TIMESTAMPTZ(3),

    CONSTRAINT "database_dumps_pkey" PRIMARY KEY ("id"),
    -- What can be downloaded is whole, and its hash is known.
    CONSTRAINT "database_dumps_done_is_hashed" CHECK ("state" <> 'done' OR ("size" IS NOT NULL AND "sha256" IS NOT NULL AND "keyEnvelope" IS NOT NULL))
);
CREATE UNIQUE INDEX "database_dumps_tenantId_id_key" ON "database_dumps"("tenantId", "id");
CREATE INDEX "database_dumps_tenantId_createdAt_idx" ON "database_dumps"("tenantId", "createdAt");
CREATE INDEX "database_dumps_state_heartbeatAt_idx" ON "database_dumps"("state", "heartbeatAt");
CREATE UNIQUE INDEX "database_dumps_one_open" ON "database_dumps"("tenantId", "kind") WHERE "state" IN ('waiting', 'running');
ALTER TABLE "database_dumps" ADD CONSTRAINT "database_dumps_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "database_imports" ADD CONSTRAINT "database_imports_tenantId_safetyDumpId_fkey"
    FOREIGN KEY ("tenantId", "safetyDumpId") REFERENCES "database_dumps"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "dump_links" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "dumpId" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "sessionId" UUID NOT NULL,
    "thumbprint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dump_links_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "dump_links_tenantId_id_key" ON "dump_links"("tenantId", "id");
CREATE UNIQUE INDEX "dump_links_tokenHash_key" ON "dump_links"("tokenHash");
CREATE INDEX "dump_links_expiresAt_idx" ON "dump_links"("expiresAt");
ALTER TABLE "dump_links" ADD CONSTRAINT "dump_links_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "dump_links" ADD CONSTRAINT "dump_links_tenantId_dumpId_fkey"
    FOREIGN KEY ("tenantId", "dumpId") REFERENCES "database_dumps"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "dump_schedules" (
    "tenantId" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "minute" INTEGER NOT NULL,
    "keep" INTEGER NOT NULL,
    "lastDay" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dump_schedules_pkey" PRIMARY KEY ("tenantId"),
    CONSTRAINT "dump_schedules_sane" CHECK ("minute" BETWEEN 0 AND 1439 AND "keep" BETWEEN 1 AND 31)
);
ALTER TABLE "dump_schedules" ADD CONSTRAINT "dump_schedules_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tenant_databases', 'uploads', 'database_imports', 'database_dumps', 'dump_links', 'dump_schedules'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I TO portal_app USING ("tenantId" = portal_tenant()) WITH CHECK ("tenantId" = portal_tenant())', name);
        EXECUTE format('CREATE POLICY system ON %I TO portal_system USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON "tenant_databases", "uploads", "database_imports", "database_dumps", "dump_links", "dump_schedules" TO portal_app, portal_system;
-- An expired link opens nothing; it is swept.
GRANT DELETE ON "dump_links" TO portal_system;
