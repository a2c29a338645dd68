-- Renewal by the certificate itself: attempts, links to the new file, keys made ahead, the overlap of old and new.

CREATE TYPE "RenewalDoor" AS ENUM ('api', 'est', 'page');
CREATE TYPE "RenewalResult" AS ENUM ('renewed', 'repeated', 'refused');
CREATE TYPE "Pkcs12Encryption" AS ENUM ('compatible', 'modern');

-- Days after the first use of a successor until the former certificate is closed; none: until it expires.
ALTER TABLE "tenants" ADD COLUMN "overlapDays" INTEGER;
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_overlap_sane" CHECK ("overlapDays" BETWEEN 1 AND 365);

ALTER TABLE "certificate_lines" ADD COLUMN "encryption" "Pkcs12Encryption" NOT NULL DEFAULT 'compatible';

-- A key that a terminal made itself (RFC 7030) is not here, and then neither is a password.
ALTER TABLE "certificates" ALTER COLUMN "keyEnvelope" DROP NOT NULL;
ALTER TABLE "certificates" ALTER COLUMN "passwordEnvelope" DROP NOT NULL;
ALTER TABLE "certificates" ADD COLUMN "derivationEnvelope" BYTEA;
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_key_with_password"
    CHECK (("keyEnvelope" IS NULL) = ("passwordEnvelope" IS NULL) AND ("derivationEnvelope" IS NULL OR "keyEnvelope" IS NOT NULL));

CREATE TABLE "renewal_attempts" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "commonName" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "door" "RenewalDoor" NOT NULL,
    "result" "RenewalResult" NOT NULL,
    "reason" TEXT,
    "address" TEXT NOT NULL,
    "tlsVersion" TEXT NOT NULL,
    "program" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "renewal_attempts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "renewal_attempts_refused_has_reason" CHECK (("result" = 'refused') = ("reason" IS NOT NULL))
);
CREATE UNIQUE INDEX "renewal_attempts_tenantId_id_key" ON "renewal_attempts"("tenantId", "id");
CREATE INDEX "renewal_attempts_tenantId_number_lastAt_idx" ON "renewal_attempts"("tenantId", "number", "lastAt");
CREATE INDEX "renewal_attempts_tenantId_result_lastAt_idx" ON "renewal_attempts"("tenantId", "result", "lastAt");
CREATE INDEX "renewal_attempts_lastAt_idx" ON "renewal_attempts"("lastAt");
ALTER TABLE "renewal_attempts" ADD CONSTRAINT "renewal_attempts_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "renewal_attempts" ADD CONSTRAINT "renewal_attempts_tenantId_number_fkey"
    FOREIGN KEY ("tenantId", "number") REFERENCES "certificate_lines"("tenantId", "number") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "renewal_links" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "certificateId" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "takenAt" TIMESTAMPTZ(3),

    CONSTRAINT "renewal_links_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "renewal_links_tenantId_id_key" ON "renewal_links"("tenantId", "id");
CREATE UNIQUE INDEX "renewal_links_tokenHash_key" ON "renewal_links"("tokenHash");
CREATE INDEX "renewal_links_expiresAt_idx" ON "renewal_links"("expiresAt");
ALTER TABLE "renewal_links" ADD CONSTRAINT "renewal_links_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "renewal_links" ADD CONSTRAINT "renewal_links_tenantId_certificateId_fkey"
    FOREIGN KEY ("tenantId", "certificateId") REFERENCES "certificates"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['renewal_attempts', 'renewal_links'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I TO portal_app USING ("tenantId" = portal_tenant()) WITH CHECK ("tenantId" = portal_tenant())', name);
        EXECUTE format('CREATE POLICY system ON %I TO portal_system USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON "renewal_attempts", "renewal_links" TO portal_app, portal_system;
-- Swept when they are over; a request removes none.
GRANT DELETE ON "renewal_attempts", "renewal_links" TO portal_system;

-- Of no tenant: a key belongs to nobody until it is taken, and is gone from here then. Unlogged: what a copy of the server's
-- files or its log brings back would be used a second time; the table is empty after a crash, and a taking waits for no disk.
CREATE UNLOGGED TABLE "key_pool" (
    "id" UUID NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "keyEnvelope" BYTEA NOT NULL,
    "passwordEnvelope" BYTEA NOT NULL,
    "derivationEnvelope" BYTEA NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_pool_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "key_pool" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "key_pool" FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON "key_pool" TO portal_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "key_pool" TO portal_system;

-- Its administrators say how long old and new certificates may overlap.
GRANT UPDATE ("overlapDays") ON "tenants" TO portal_app;
