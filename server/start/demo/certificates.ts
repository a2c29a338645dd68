import type { EnterInput } from "#lib/certificates/enter.ts";
import type { CertificateKind, RevocationReason } from "#lib/certificates/model.ts";
import { formatDate } from "#lib/platform/format.ts";

export interface DemoCertificate extends EnterInput {
  readonly orcamoId: string;
  readonly issuedAt: Date;
  readonly revoked?: { readonly at: Date; readonly reason: RevocationReason };
}

/** The certificate of each organisation that lies in its hand-out directory. */
export const handOutNumbers = { u00000014: 21, u00000452: 1423, v00000001: 401, o00000001: 402 } as const;

/** Every certificate of the demo, the oldest first. Always the same for one moment of the first start. */
export function demoCertificates(began: Date): DemoCertificate[] {
  const all = [
    ...printed(),
    ...handedOut(began),
    ...renewed(began),
    ...fresh(began),
    ...ending(began),
    ...expired(began),
    ...revoked(began),
  ];
  return all.sort((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime() || a.number - b.number);
}

/** The rows of seed 000 p. 1, and their own dates; two of them end before their three years are over. */
function printed(): DemoCertificate[] {
  return [
    { ...row(170, "api", "予約システム連携"), issuedAt: at("2019-05-23", "11:20"), notAfter: at("2021-06-21", "11:20") },
    { ...row(17, "db", "データ分析用"), issuedAt: at("2019-07-01", "09:45"), notAfter: at("2022-06-30", "09:45") },
    { ...row(21, "client", "受付1"), issuedAt: at("2020-06-08", "13:12") },
    { ...row(169, "client", "診察室1"), issuedAt: at("2020-08-17", "16:03") },
    { ...row(28, "client", "会計"), issuedAt: at("2020-09-08", "10:37") },
  ];
}

/** client21 was renewed a week ago: its line shows both a past and a present, and it may be renewed again at once. */
function handedOut(began: Date): DemoCertificate[] {
  return [
    { ...row(21, "client", "受付1"), generation: 2, issuedAt: before(began, 7) },
    { ...row(1423, "client", "受付1"), orcamoId: "u00000452", issuedAt: began },
    { ...row(1424, "client", "診察室1"), orcamoId: "u00000452", issuedAt: before(began, 400) },
    { ...row(1425, "db", "レセコン連携"), orcamoId: "u00000452", issuedAt: threeYearsBefore(after(began, 45)) },
    { ...row(401, "vendor", "サポート用"), orcamoId: "v00000001", issuedAt: began },
    { ...row(402, "operator", "運用端末1"), orcamoId: "o00000001", issuedAt: began },
  ];
}

/** A terminal that has renewed its certificate, and uses the new one since some days; the old one still works. */
export const renewedInDemo = { number: 580, issued: 20, firstUsed: 12 } as const;

function renewed(began: Date): DemoCertificate[] {
  const { number, issued } = renewedInDemo;
  return [{ ...ordinary(number), generation: 2, issuedAt: before(began, issued) }];
}

/** Further away from their end than any reminder. */
function fresh(began: Date): DemoCertificate[] {
  return Array.from({ length: 88 }, (_, i) => ({ ...ordinary(501 + i), issuedAt: before(began, 12 + i * 10) }));
}

/** Inside the reminder of 90 days: two within a week, six within a month. */
function ending(began: Date): DemoCertificate[] {
  const days = [3, 6, 12, 18, 23, 28, 35, 38, 42, 47, 52, 58, 63, 69, 74, 79, 84, 88];
  return days.map((day, i) => ({ ...ordinary(601 + i), issuedAt: threeYearsBefore(after(began, day)) }));
}

function expired(began: Date): DemoCertificate[] {
  const days = [2, 5, 11, 19, 30, 44, 61, 85, 120, 170, 230, 310, 420, 600];
  return days.map((day, i) => ({ ...ordinary(631 + i), issuedAt: threeYearsBefore(before(began, day)) }));
}

function revoked(began: Date): DemoCertificate[] {
  const reasons: RevocationReason[] = ["keyCompromise", "superseded", "cessationOfOperation", "unspecified", "superseded"];
  return reasons.map((reason, i) => ({
    ...ordinary(651 + i),
    issuedAt: before(began, 300 + i * 60),
    revoked: { at: before(began, 4 + i * 35), reason },
  }));
}

const places = ["受付", "診察室", "会計", "事務室", "処置室", "検査室", "院長室", "訪問用ノートPC", "薬局窓口", "リハビリ室"];
const connections = { db: "レセコン連携", api: "検査会社連携", backup: "夜間バックアップ" };

/** Of ten, seven are terminals and one each connects a database, a program and a backup. */
function ordinary(number: number) {
  const kind = ({ 3: "db", 6: "api", 9: "backup" } as const)[number % 10] ?? "client";
  const count = Math.floor((number - 501) / 10) + 1;
  return row(number, kind, kind === "client" ? `${places[number % places.length]}${count}` : `${connections[kind]}${count}`);
}

function row(number: number, kind: CertificateKind, note: string) {
  return { orcamoId: "u00000014", number, generation: 1, kind, note };
}

const day = 86_400_000;

/** In the working hours of that Japanese day; another minute each, so that lists have one order. */
function before(began: Date, days: number): Date {
  const minutes = 540 + ((((days * 37) % 480) + 480) % 480);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return at(formatDate(new Date(began.getTime() - days * day)), time);
}

function after(began: Date, days: number): Date {
  return before(began, -days);
}

/** So that three years from then, the validity of the profile, end on this day (on 29 February a day earlier). */
function threeYearsBefore(moment: Date): Date {
  const [year = "", rest = ""] = formatDate(moment).split(/-(.*)/);
  const start = at(`${Number(year) - 3}-${rest === "02-29" ? "02-28" : rest}`, "00:00");
  return new Date(start.getTime() + (moment.getTime() - at(formatDate(moment), "00:00").getTime()));
}

function at(date: string, time: string): Date {
  return new Date(`${date}T${time}:00+09:00`);
}
