import { hash } from "node:crypto";
import { currentAuthority } from "../authority/current.ts";
import { describeCertificate, verifyIssuedBy } from "../authority/read-certificate.ts";
import { log } from "../platform/log.ts";
import { once } from "../platform/once.ts";
import type { KnownCertificate, PeerCertificate } from "../platform/peer.ts";
import { systemPool } from "../platform/system-db.ts";

/**
 * Who the TLS peer is: the certificate is verified against our authority and looked up in the database, on every
 * request, so that a revocation holds at once (ARCHITECTURE.md §4, rule 8). `socket.authorized` is never asked.
 * @param der the peer's certificate, or undefined when none was sent
 * @throws when the database is away: nobody is let in on an old answer
 */
export async function identifyPeer(der: Buffer | undefined, now: Date): Promise<PeerCertificate> {
  if (!der) return { state: "none" };
  const presented = await verified(der);
  if (!presented.ours) return { state: "foreign", subject: presented.subject };
  const { rows } = await systemPool().query<Row>({ name: "identify-peer", text: lookup, values: [presented.thumbprint, now] });
  const row = rows[0];
  if (!row || (row.state !== "active" && row.state !== "revoked")) return { state: "foreign", subject: presented.subject };
  const { state, organizationState, unseen, neverUsed, ...known } = row;
  if (state === "revoked") return { state: "revoked", ...known };
  if (known.notAfter <= now) return { state: "expired", ...known };
  if (organizationState !== "active") return { state: "stopped", ...known };
  if (unseen) await noteUse(known.id, now);
  return { state: "valid", ...known, ...(neverUsed && { firstUse: true }) };
}

interface Row {
  id: string;
  tenantId: string;
  tenantName: string;
  tenantKind: KnownCertificate["tenantKind"];
  number: number;
  generation: number;
  kind: string;
  state: string;
  commonName: string;
  organization: string;
  serial: string;
  notAfter: Date;
  thumbprint: string;
  organizationState: string;
  unseen: boolean;
  neverUsed: boolean;
}

const lookup = `SELECT c.id, c."tenantId", t.name AS "tenantName", t.kind::text AS "tenantKind", c.number, c.generation, c.kind::text,
  c.state::text, c."commonName", c.organization, c.serial, c."notAfter", c.thumbprint, t.state::text AS "organizationState",
  (c."lastUsedAt" IS NULL OR c."lastUsedAt" < $2::timestamptz - interval '10 minutes') AS unseen,
  (c.generation > 1 AND c."firstUsedAt" IS NULL) AS "neverUsed"
  FROM certificates c JOIN tenants t ON t.id = c."tenantId" WHERE c.thumbprint = $1`;

/**
 * When a certificate was first and last seen, to ten minutes: tells which terminal still uses the old one. The first use of
 * a renewed one is an event of its own, and is written with its entry in the log (lib/certificates/first-use.ts).
 */
const use = `UPDATE certificates SET "lastUsedAt" = $2,
  "firstUsedAt" = CASE WHEN generation = 1 THEN coalesce("firstUsedAt", $2) ELSE "firstUsedAt" END WHERE id = $1`;

/** While it cannot be written (a full disk) nobody is turned away: who it is is known. */
async function noteUse(id: string, now: Date): Promise<void> {
  try {
    await systemPool().query(use, [id, now]);
  } catch (error) {
    log.warn("certificate-use-not-noted", { error });
  }
}

interface Presented {
  readonly ours: boolean;
  readonly subject: string;
  readonly thumbprint: string;
}

/**
 * Signatures do not change: each certificate of ours is verified once a process, and the database asked every time.
 * Foreign ones are not kept: anyone can make as many as he likes, of any size.
 */
async function verified(der: Buffer): Promise<Presented> {
  const cache = once("verified-peers", () => new Map<string, Presented>());
  const key = hash("sha256", der, "base64");
  const known = cache.get(key);
  if (known) return known;
  const authority = await currentAuthority();
  const presented = present(der, authority.certificate);
  if (cache.size >= 20_000) cache.clear();
  if (presented.ours) cache.set(key, presented);
  return presented;
}

function present(der: Buffer, authority: Buffer): Presented {
  try {
    const described = describeCertificate(der);
    return {
      ours: verifyIssuedBy(der, authority),
      subject: `CN=${described.commonName},O=${described.organization}`,
      thumbprint: described.thumbprint,
    };
  } catch {
    return { ours: false, subject: "", thumbprint: "" };
  }
}
