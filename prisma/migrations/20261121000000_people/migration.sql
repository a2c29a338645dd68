-- Users, visits, hand-outs, the operator's notices, windows and settings, and the keys that sign checkpoints of the log.

CREATE TYPE "PasswordPolicy" AS ENUM ('asvs', 'mixed');

ALTER TABLE "tenants"
    ADD COLUMN "passwordPolicy" "PasswordPolicy" NOT NULL DEFAULT 'asvs',
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0;

-- "version" counts changes: who edits what somebody else has changed meanwhile is told.
ALTER TABLE "users"
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "totpEnvelope" BYTEA,
    ADD COLUMN "totpSince" TIMESTAMPTZ(3),
    ADD COLUMN "totpStep" INTEGER;

-- A session whose third factor is still to be shown opens nothing but the page that asks for it.
ALTER TABLE "sessions" ADD COLUMN "codePending" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "recovery_codes" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "recovery_codes_tenantId_id_key" ON "recovery_codes"("tenantId", "id");
CREATE INDEX "recovery_codes_tenantId_userId_idx" ON "recovery_codes"("tenantId", "userId");
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_tenantId_userId_fkey"
    FOREIGN KEY ("tenantId", "userId") REFERENCES "users"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "visits" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "visits_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "visits_tenantId_id_key" ON "visits"("tenantId", "id");
CREATE INDEX "visits_sessionId_tenantId_idx" ON "visits"("sessionId", "tenantId");
-- One open visit of a session in a tenant, whatever a double click does.
CREATE UNIQUE INDEX "visits_one_open" ON "visits"("sessionId", "tenantId") WHERE "endedAt" IS NULL;
ALTER TABLE "visits" ADD CONSTRAINT "visits_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "visits" ADD CONSTRAINT "visits_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "hand_outs" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "envelope" BYTEA,
    "userId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "takenAt" TIMESTAMPTZ(3),
    "takenSessionId" UUID,

    CONSTRAINT "hand_outs_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "hand_outs_tenantId_id_key" ON "hand_outs"("tenantId", "id");
CREATE INDEX "hand_outs_expiresAt_idx" ON "hand_outs"("expiresAt") WHERE "envelope" IS NOT NULL;
ALTER TABLE "hand_outs" ADD CONSTRAINT "hand_outs_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "notices"
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "withdrawnAt" TIMESTAMPTZ(3);
ALTER TABLE "maintenance_windows"
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "withdrawnAt" TIMESTAMPTZ(3);
ALTER TABLE "notices" ADD CONSTRAINT "notices_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "checkpoint_keys" (
    "id" UUID NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "keyEnvelope" BYTEA NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkpoint_keys_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "checkpoint_keys_one_active" ON "checkpoint_keys"("active") WHERE "active";

-- A vendor is entrusted once with each kind at a time.
CREATE UNIQUE INDEX "entrustments_one_open" ON "entrustments"("tenantId", "vendorId", "kind") WHERE "endedAt" IS NULL;

-- Each filter of the sign-in history reads its rows newest first from an index of its own.
CREATE INDEX "sign_ins_login" ON "sign_ins"("tenantId", "loginId", "at" DESC, "id" DESC);
CREATE INDEX "sign_ins_certificate" ON "sign_ins"("tenantId", "commonName", "at" DESC, "id" DESC);
CREATE INDEX "sign_ins_address" ON "sign_ins"("tenantId", "address", "at" DESC, "id" DESC);
CREATE INDEX "sign_ins_failures" ON "sign_ins"("tenantId", "at" DESC, "id" DESC) WHERE "result" = 'failure';

-- The operator looks for certificates over all tenants; the log is filtered by period.
CREATE INDEX "certificates_common_name_prefix" ON "certificates"("commonName" text_pattern_ops);
CREATE INDEX "certificates_organization_prefix" ON "certificates"("organization" text_pattern_ops);
CREATE INDEX "audit_entries_tenantId_at_idx" ON "audit_entries"("tenantId", "at");

-- Months that end before the date go, whole: rows are never deleted one by one. @returns how many went
CREATE FUNCTION portal_drop_sign_in_partitions(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    partition text;
    dropped integer := 0;
BEGIN
    FOR partition IN
        SELECT c.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.sign_ins'::regclass AND c.relname ~ '^sign_ins_\d{4}_\d{2}$'
    LOOP
        IF (to_date(substr(partition, 10), 'YYYY_MM') + interval '1 month')::date <= before THEN
            EXECUTE format('DROP TABLE public.%I', partition);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION portal_drop_sign_in_partitions(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_drop_sign_in_partitions(date) TO portal_system;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['recovery_codes', 'visits', 'hand_outs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I TO portal_app USING ("tenantId" = portal_tenant()) WITH CHECK ("tenantId" = portal_tenant())', name);
        EXECUTE format('CREATE POLICY system ON %I TO portal_system USING (true) WITH CHECK (true)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['settings', 'checkpoint_keys'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY system ON %I TO portal_system USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON "recovery_codes", "visits", "hand_outs" TO portal_app, portal_system;
-- New codes take the place of old ones: what is gone opens nothing.
GRANT DELETE ON "recovery_codes" TO portal_app, portal_system;
GRANT SELECT, INSERT, UPDATE ON "settings", "checkpoint_keys" TO portal_system;
