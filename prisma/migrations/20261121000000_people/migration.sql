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
    ADD COLUMN "totpSteps" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[];

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
-- A notice of no organisation was shown to nobody. Row-level security is forced on the owner, too: it would neither see
-- such a row nor miss it when the key is checked here, but a restore would fail on it.
ALTER TABLE "notices" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "tenants" NO FORCE ROW LEVEL SECURITY;
DELETE FROM "notices" n WHERE n."tenantId" IS NOT NULL AND NOT EXISTS (SELECT FROM "tenants" t WHERE t."id" = n."tenantId");
ALTER TABLE "notices" ADD CONSTRAINT "notices_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "tenants" FORCE ROW LEVEL SECURITY;
ALTER TABLE "notices" FORCE ROW LEVEL SECURITY;

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

-- A vendor is entrusted once with each kind at a time. What stands there twice ends, but for the first.
ALTER TABLE "entrustments" NO FORCE ROW LEVEL SECURITY;
UPDATE "entrustments" e SET "endedAt" = greatest(e."since", now()) WHERE e."endedAt" IS NULL AND EXISTS (
    SELECT FROM "entrustments" o WHERE o."endedAt" IS NULL AND (o."tenantId", o."vendorId", o."kind") = (e."tenantId", e."vendorId", e."kind")
        AND (o."since", o."id") < (e."since", e."id"));
ALTER TABLE "entrustments" FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX "entrustments_one_open" ON "entrustments"("tenantId", "vendorId", "kind") WHERE "endedAt" IS NULL;

-- Each filter of the sign-in history reads its rows newest first from an index of its own. The primary key begins with
-- the tenant, so that it serves the list without a filter too: every index less makes signing in cheaper. Making them
-- took 5 seconds for a million rows; the portal does not serve meanwhile.
ALTER TABLE "sign_ins" DROP CONSTRAINT "sign_ins_pkey";
DROP INDEX "sign_ins_tenantId_at_id_idx";
ALTER TABLE "sign_ins" ADD CONSTRAINT "sign_ins_pkey" PRIMARY KEY ("tenantId", "at", "id");
CREATE INDEX "sign_ins_result" ON "sign_ins"("tenantId", "result", "at", "id");
CREATE INDEX "sign_ins_login" ON "sign_ins"("tenantId", "loginId", "at", "id");
CREATE INDEX "sign_ins_certificate" ON "sign_ins"("tenantId", "commonName", "at", "id");
CREATE INDEX "sign_ins_serial" ON "sign_ins"("tenantId", "serial", "at", "id");
CREATE INDEX "sign_ins_address" ON "sign_ins"("tenantId", "address", "at", "id");

-- The operator looks for certificates over all tenants; the log is filtered by period.
CREATE INDEX "certificates_common_name_prefix" ON "certificates"("commonName" text_pattern_ops);
CREATE INDEX "certificates_organization_prefix" ON "certificates"("organization" text_pattern_ops);
-- What ends soon, and which organisation has nothing left to sign in with.
CREATE INDEX "certificates_in_use" ON "certificates"("notAfter", "tenantId", "kind") WHERE "current" AND "state" = 'active';
CREATE INDEX "audit_entries_tenantId_at_idx" ON "audit_entries"("tenantId", "at");

-- Months of sign_ins are made ahead, as in the first migration, and also where rows stand in the default partition: a
-- clock that was ahead, or a worker that stood still. They move to their month; PostgreSQL would refuse to make it. A
-- long reader (a dump) is waited for a few seconds only: what queues behind the lock are sign-ins.
CREATE OR REPLACE FUNCTION portal_make_sign_in_partitions(first date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
DECLARE
    month date;
    partition text;
    low timestamptz;
    high timestamptz;
    made integer := 0;
BEGIN
    -- Of two at once the second waits and finds the months made.
    PERFORM pg_advisory_xact_lock(7266426003);
    FOR i IN 0..months LOOP
        month := (date_trunc('month', first) + make_interval(months => i))::date;
        partition := 'sign_ins_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        low := month::timestamptz;
        high := (month + interval '1 month')::timestamptz;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.sign_ins INCLUDING DEFAULTS)', partition);
        LOCK TABLE public.sign_ins_default IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('WITH moved AS (DELETE FROM public.sign_ins_default WHERE at >= %L AND at < %L RETURNING *)
            INSERT INTO public.%I SELECT * FROM moved', low, high, partition);
        EXECUTE format('ALTER TABLE public.sign_ins ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', partition, low, high);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- The oldest month that ends before the date goes, whole: rows are never deleted one by one. One a call, whatever the
-- date: a clock that stood a century ahead for a day costs a month that was due next, not the history.
-- @returns the month that went, as 2021_07, or null
CREATE FUNCTION portal_drop_sign_in_partition(before date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    oldest text;
BEGIN
    PERFORM pg_advisory_xact_lock(7266426003);
    SELECT substr(c.relname, 10) INTO oldest
        FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.sign_ins'::regclass AND c.relname ~ '^sign_ins_\d{4}_\d{2}$'
        ORDER BY c.relname LIMIT 1;
    IF oldest IS NULL OR (to_date(oldest, 'YYYY_MM') + interval '1 month')::date > before THEN
        RETURN NULL;
    END IF;
    EXECUTE format('DROP TABLE public.%I', 'sign_ins_' || oldest);
    RETURN oldest;
END $$;
REVOKE ALL ON FUNCTION portal_drop_sign_in_partition(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_drop_sign_in_partition(date) TO portal_system;

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
-- A request of a tenant changes nothing of its organisation but the rule for passwords. What sort it is, and whether it is
-- in use, is the operator's to say.
REVOKE UPDATE ON "tenants" FROM portal_app;
GRANT UPDATE ("passwordPolicy", "updatedAt") ON "tenants" TO portal_app;
