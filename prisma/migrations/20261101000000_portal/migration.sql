-- CreateEnum
CREATE TYPE "TenantKind" AS ENUM ('clinic', 'vendor', 'operator');

-- CreateEnum
CREATE TYPE "TenantState" AS ENUM ('active', 'stopped', 'closed');

-- CreateEnum
CREATE TYPE "EntrustmentKind" AS ENUM ('server', 'general');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('operator', 'administrator', 'auditor', 'general', 'vendor');

-- CreateEnum
CREATE TYPE "UserState" AS ENUM ('active', 'stopped');

-- CreateEnum
CREATE TYPE "CertificateKind" AS ENUM ('client', 'db', 'api', 'backup', 'vendor', 'operator');

-- CreateEnum
CREATE TYPE "CertificateState" AS ENUM ('requested', 'active', 'revoked', 'rejected');

-- CreateEnum
CREATE TYPE "NoticeAudience" AS ENUM ('system', 'administrators');

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL,
    "orcamoId" TEXT NOT NULL,
    "kind" "TenantKind" NOT NULL,
    "name" TEXT NOT NULL,
    "state" "TenantState" NOT NULL DEFAULT 'active',
    "maintenance" TEXT,
    "medicalId" TEXT,
    "plan" TEXT,
    "apiPlan" TEXT,
    "linkedApps" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entrustments" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "vendorId" UUID NOT NULL,
    "kind" "EntrustmentKind" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "entrustments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "loginId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameKana" TEXT NOT NULL DEFAULT '',
    "mail" TEXT NOT NULL DEFAULT '',
    "role" "Role" NOT NULL,
    "state" "UserState" NOT NULL DEFAULT 'active',
    "passwordHash" TEXT NOT NULL,
    "mustChangePassword" BOOLEAN NOT NULL DEFAULT false,
    "passwordChangedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSignInAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificate_lines" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "kind" "CertificateKind" NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "requestId" TEXT,
    "touchedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "certificate_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "lineId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "current" BOOLEAN NOT NULL,
    "kind" "CertificateKind" NOT NULL,
    "state" "CertificateState" NOT NULL,
    "commonName" TEXT NOT NULL,
    "organization" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "notAfter" TIMESTAMPTZ(3) NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "issuedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "revocationReason" TEXT,
    "crlShard" INTEGER NOT NULL DEFAULT 0,
    "profile" TEXT NOT NULL,
    "authorityId" UUID NOT NULL,
    "planned" BYTEA NOT NULL,
    "certificate" BYTEA,
    "thumbprint" TEXT,
    "keyEnvelope" BYTEA NOT NULL,
    "passwordEnvelope" BYTEA NOT NULL,
    "firstUsedAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "userTenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "thumbprint" TEXT NOT NULL,
    "certificateId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "provedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,
    "address" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_ins" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "loginId" TEXT NOT NULL,
    "userId" UUID,
    "name" TEXT,
    "door" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "reason" TEXT,
    "address" TEXT NOT NULL,
    "commonName" TEXT,
    "serial" TEXT,
    "userAgent" TEXT NOT NULL,

    CONSTRAINT "sign_ins_pkey" PRIMARY KEY ("at","id")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "sign_in_throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "windowStart" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "tenantId" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("tenantId")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "tenantId" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "previousHash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("tenantId","sequence")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" UUID NOT NULL,
    "tenantId" UUID,
    "audience" "NoticeAudience" NOT NULL,
    "important" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL DEFAULT '',
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "maintenance_windows" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "maintenance_windows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "authorities" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "certificate" BYTEA NOT NULL,
    "keyEnvelope" BYTEA NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "notAfter" TIMESTAMPTZ(3) NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "authorities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revocation_lists" (
    "authorityId" UUID NOT NULL,
    "shard" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "thisUpdate" TIMESTAMPTZ(3) NOT NULL,
    "nextUpdate" TIMESTAMPTZ(3) NOT NULL,
    "list" BYTEA NOT NULL,

    CONSTRAINT "revocation_lists_pkey" PRIMARY KEY ("authorityId","shard")
);

-- CreateTable
CREATE TABLE "server_certificates" (
    "id" UUID NOT NULL,
    "authorityId" UUID NOT NULL,
    "serial" TEXT NOT NULL,
    "hosts" TEXT[],
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "notAfter" TIMESTAMPTZ(3) NOT NULL,
    "planned" BYTEA NOT NULL,
    "certificate" BYTEA,
    "keyEnvelope" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "server_certificates_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenants_orcamoId_key" ON "tenants"("orcamoId");

-- CreateIndex
CREATE INDEX "entrustments_vendorId_idx" ON "entrustments"("vendorId");

-- CreateIndex
CREATE UNIQUE INDEX "entrustments_tenantId_id_key" ON "entrustments"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "users_loginId_key" ON "users"("loginId");

-- CreateIndex
CREATE UNIQUE INDEX "users_tenantId_id_key" ON "users"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_lines_number_key" ON "certificate_lines"("number");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_lines_requestId_key" ON "certificate_lines"("requestId");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_lines_tenantId_id_key" ON "certificate_lines"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_lines_tenantId_number_key" ON "certificate_lines"("tenantId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_serial_key" ON "certificates"("serial");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_thumbprint_key" ON "certificates"("thumbprint");

-- CreateIndex
CREATE INDEX "certificates_tenantId_current_state_notAfter_number_idx" ON "certificates"("tenantId", "current", "state", "notAfter", "number");

-- CreateIndex
CREATE INDEX "certificates_tenantId_commonName_idx" ON "certificates"("tenantId", "commonName");

-- CreateIndex
CREATE INDEX "certificates_state_requestedAt_idx" ON "certificates"("state", "requestedAt");

-- CreateIndex
CREATE INDEX "certificates_crlShard_state_idx" ON "certificates"("crlShard", "state");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_tenantId_id_key" ON "certificates"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_number_generation_key" ON "certificates"("number", "generation");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_tenantId_lineId_generation_key" ON "certificates"("tenantId", "lineId", "generation");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_tokenHash_key" ON "sessions"("tokenHash");

-- CreateIndex
CREATE INDEX "sessions_userId_idx" ON "sessions"("userId");

-- CreateIndex
CREATE INDEX "sessions_certificateId_idx" ON "sessions"("certificateId");

-- CreateIndex
CREATE INDEX "sessions_expiresAt_idx" ON "sessions"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_tenantId_id_key" ON "sessions"("tenantId", "id");

-- CreateIndex
CREATE INDEX "sign_ins_tenantId_at_id_idx" ON "sign_ins"("tenantId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "notices_startsAt_idx" ON "notices"("startsAt");

-- CreateIndex
CREATE UNIQUE INDEX "server_certificates_serial_key" ON "server_certificates"("serial");

-- AddForeignKey
ALTER TABLE "entrustments" ADD CONSTRAINT "entrustments_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entrustments" ADD CONSTRAINT "entrustments_vendorId_fkey" FOREIGN KEY ("vendorId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificate_lines" ADD CONSTRAINT "certificate_lines_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_tenantId_lineId_fkey" FOREIGN KEY ("tenantId", "lineId") REFERENCES "certificate_lines"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_userTenantId_userId_fkey" FOREIGN KEY ("userTenantId", "userId") REFERENCES "users"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenantId_certificateId_fkey" FOREIGN KEY ("tenantId", "certificateId") REFERENCES "certificates"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One planned successor and one shown certificate a line, whatever two requests do at once.
CREATE UNIQUE INDEX "certificates_one_current" ON "certificates"("lineId") WHERE "current";
CREATE UNIQUE INDEX "authorities_one_active" ON "authorities"("active") WHERE "active";
CREATE INDEX "certificates_number_prefix" ON "certificates"("tenantId", "commonName" text_pattern_ops);
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_active_is_signed"
    CHECK ("state" NOT IN ('active', 'revoked') OR ("certificate" IS NOT NULL AND "thumbprint" IS NOT NULL AND "issuedAt" IS NOT NULL));

-- Months of sign_ins are made ahead. The portal's roles own no table, so a function of the owner does it.
CREATE FUNCTION portal_make_sign_in_partitions(first date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    month date;
    made integer := 0;
BEGIN
    FOR i IN 0..months LOOP
        month := (date_trunc('month', first) + make_interval(months => i))::date;
        IF to_regclass(format('public.sign_ins_%s', to_char(month, 'YYYY_MM'))) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.sign_ins FOR VALUES FROM (%L) TO (%L)',
                'sign_ins_' || to_char(month, 'YYYY_MM'),
                month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION portal_make_sign_in_partitions(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_make_sign_in_partitions(date, integer) TO portal_system;
-- A row outside every made month is kept, not lost.
CREATE TABLE "sign_ins_default" PARTITION OF "sign_ins" DEFAULT;

-- Row-level security, the second line behind the scoped client: fails closed when no tenant is set.
CREATE FUNCTION portal_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('portal.tenant', true), '')::uuid $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['users', 'certificate_lines', 'certificates', 'entrustments', 'sessions', 'sign_ins',
        'audit_heads', 'audit_entries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I TO portal_app USING ("tenantId" = portal_tenant()) WITH CHECK ("tenantId" = portal_tenant())', name);
        EXECUTE format('CREATE POLICY system ON %I TO portal_system USING (true) WITH CHECK (true)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['tenants', 'notices', 'maintenance_windows', 'sign_in_throttles', 'authorities',
        'revocation_lists', 'server_certificates'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY system ON %I TO portal_system USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- A tenant sees itself and the vendors that it entrusts; notices of its own and of everyone.
CREATE POLICY tenant ON "tenants" TO portal_app
    USING ("id" = portal_tenant() OR EXISTS (SELECT 1 FROM "entrustments" e WHERE e."vendorId" = "tenants"."id" AND e."endedAt" IS NULL))
    WITH CHECK ("id" = portal_tenant());
CREATE POLICY tenant ON "notices" FOR SELECT TO portal_app USING ("tenantId" IS NULL OR "tenantId" = portal_tenant());
CREATE POLICY tenant ON "maintenance_windows" FOR SELECT TO portal_app USING (true);

-- What everybody has by default and our roles do not need: tables of their own, that could stand before ours.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
GRANT USAGE ON SCHEMA public TO portal_app, portal_system;
GRANT SELECT, UPDATE ON "tenants" TO portal_app;
GRANT SELECT, INSERT, UPDATE ON "users", "certificate_lines", "certificates", "entrustments" TO portal_app;
GRANT SELECT, UPDATE ON "sessions" TO portal_app;
GRANT SELECT ON "sign_ins", "notices", "maintenance_windows" TO portal_app;
GRANT SELECT, INSERT, UPDATE ON "audit_heads" TO portal_app, portal_system;
-- Inserts only: nobody who serves requests can change or remove what was recorded.
GRANT SELECT, INSERT ON "audit_entries" TO portal_app, portal_system;
GRANT SELECT, INSERT ON "sign_ins" TO portal_system;
-- Nothing that was ever issued, signed or said is deleted; only counts of failures are forgotten.
GRANT SELECT, INSERT, UPDATE ON "tenants", "users", "certificate_lines", "certificates", "entrustments", "sessions",
    "notices", "maintenance_windows", "sign_in_throttles", "authorities", "revocation_lists", "server_certificates" TO portal_system;
GRANT DELETE ON "sign_in_throttles" TO portal_system;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app, portal_system;
GRANT UPDATE ON SEQUENCE "certificate_lines_number_seq" TO portal_system;
