/**
 * A small database as 日レセ has it, in the schema that is current: invented people, the same at each start.
 * @param patients from some hundreds to some thousands
 */
export function clinicContent(patients: number): string {
  return [
    ...tables.map(({ name, about, columns }) => createTable(name, about, columns)),
    staff,
    people(patients),
    history,
    "CREATE INDEX ON tbl_ptinf (kananame); CREATE INDEX ON tbl_jyurrk (ptid, sryymd); CREATE INDEX ON tbl_sryact (ptid, sryymd);",
    `CREATE VIEW "v_月別受診件数" AS SELECT left(sryymd, 6) AS "診療年月", count(*) AS "件数" FROM tbl_jyurrk GROUP BY 1;
     COMMENT ON VIEW "v_月別受診件数" IS '受診履歴の月ごとの件数';`,
  ].join("\n");
}

interface Table {
  readonly name: string;
  readonly about: string;
  /** Definition and what it is. */
  readonly columns: readonly (readonly [string, string])[];
}

const patient = ["ptid bigint NOT NULL", "患者ID"] as const;
const day = ["sryymd character(8) NOT NULL", "診療年月日"] as const;

const tables: readonly Table[] = [
  {
    name: "tbl_sysuser",
    about: "職員情報",
    columns: [
      ["userid text PRIMARY KEY", "職員コード"],
      ["kanjiname text NOT NULL", "氏名"],
      ["shikaku text NOT NULL", "資格"],
    ],
  },
  {
    name: "tbl_srycd",
    about: "診療科",
    columns: [
      ["sryka character(2) PRIMARY KEY", "診療科コード"],
      ["srykaname text NOT NULL", "診療科名"],
    ],
  },
  {
    name: "tbl_tensu",
    about: "点数マスタ",
    columns: [
      ["srycd character(9) PRIMARY KEY", "診療行為コード"],
      ["name text NOT NULL", "名称"],
      ["ten numeric(9,2) NOT NULL", "点数"],
    ],
  },
  {
    name: "tbl_byomei",
    about: "病名マスタ",
    columns: [
      ["byomeicd character(7) PRIMARY KEY", "病名コード"],
      ["byomei text NOT NULL", "病名"],
    ],
  },
  {
    name: "tbl_ptinf",
    about: "患者基本情報",
    columns: [
      ["ptid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "患者ID"],
      ["name text NOT NULL", "漢字氏名"],
      ["kananame text NOT NULL", "カナ氏名"],
      ["sex character(1) NOT NULL", "性別"],
      ["birthday character(8) NOT NULL", "生年月日"],
      ["home_adrs text", "住所"],
      ["home_tel1 text", "電話番号"],
    ],
  },
  { name: "tbl_ptmemo", about: "患者メモ", columns: [patient, ["memo text NOT NULL", "メモ"]] },
  {
    name: "tbl_pthkninf",
    about: "患者保険情報",
    columns: [
      patient,
      ["hknnum character(3) NOT NULL", "保険番号"],
      ["hknjanum character(8) NOT NULL", "保険者番号"],
      ["tekstymd character(8) NOT NULL", "適用開始日"],
    ],
  },
  {
    name: "tbl_ptkohinf",
    about: "患者公費情報",
    columns: [patient, ["kohnum character(3) NOT NULL", "公費の種類"], ["ftnjanum character(8) NOT NULL", "負担者番号"]],
  },
  {
    name: "tbl_ptbyomei",
    about: "患者病名",
    columns: [
      patient,
      ["byomeicd character(7) NOT NULL REFERENCES tbl_byomei", "病名コード"],
      ["sryymd character(8) NOT NULL", "開始日"],
      ["tenkikbn character(1)", "転帰"],
    ],
  },
  {
    name: "tbl_jyurrk",
    about: "受診履歴",
    columns: [
      patient,
      day,
      ["sryka character(2) NOT NULL REFERENCES tbl_srycd", "診療科"],
      ["userid text NOT NULL REFERENCES tbl_sysuser", "担当医"],
    ],
  },
  {
    name: "tbl_sryact",
    about: "診療行為",
    columns: [
      patient,
      day,
      ["srycd character(9) NOT NULL REFERENCES tbl_tensu", "診療行為コード"],
      ["kaisu integer NOT NULL", "回数"],
    ],
  },
  {
    name: "tbl_syunou",
    about: "収納",
    columns: [patient, day, ["seikyu integer NOT NULL", "請求額（円）"], ["nyukin integer NOT NULL", "入金額（円）"]],
  },
  {
    name: "tbl_yoyaku",
    about: "予約",
    columns: [patient, ["yoyakuymd character(8) NOT NULL", "予約日"], ["yoyakuhm character(4) NOT NULL", "予約時刻"]],
  },
];

function createTable(name: string, about: string, columns: Table["columns"]): string {
  const own = columns.map(([definition]) =>
    definition.startsWith("ptid bigint NOT") ? `${definition} REFERENCES tbl_ptinf` : definition,
  );
  const comments = columns.map(([definition, what]) => `COMMENT ON COLUMN ${name}.${definition.split(" ")[0]} IS '${what}';`);
  return `CREATE TABLE ${name} (${own.join(", ")}); COMMENT ON TABLE ${name} IS '${about}'; ${comments.join(" ")}`;
}

const staff = `
  INSERT INTO tbl_sysuser VALUES ('10001', '日医 太郎', '医師'), ('10002', '日医 花子', '医師'), ('20001', '受付 恵', '事務');
  INSERT INTO tbl_srycd VALUES ('01', '内科'), ('10', '外科'), ('11', '整形外科'), ('26', '眼科');
  INSERT INTO tbl_tensu VALUES ('111000110', '初診料', 291), ('112007410', '再診料', 75), ('120002910', '処方箋料', 60),
    ('160008010', '末梢血液一般検査', 21), ('160061710', '血液採取（静脈）', 40), ('170000410', '単純撮影', 85);
  INSERT INTO tbl_byomei VALUES ('4609008', '急性上気道炎'), ('4019014', '高血圧症'), ('2500015', '糖尿病'),
    ('7245011', '腰痛症'), ('4779004', 'アレルギー性鼻炎'), ('2724004', '高脂血症');`;

const people = (count: number): string => `
  INSERT INTO tbl_ptinf (name, kananame, sex, birthday, home_adrs, home_tel1)
  SELECT (ARRAY['佐藤','鈴木','髙橋','田中','渡邉','伊藤','山本','中村','小林','加藤'])[1 + n % 10] || '　' ||
      (ARRAY['一郎','和子','健太','美咲','蓮','陽葵','茂'])[1 + n % 7],
    (ARRAY['サトウ','スズキ','タカハシ','タナカ','ワタナベ','イトウ','ヤマモト','ナカムラ','コバヤシ','カトウ'])[1 + n % 10] || '　' ||
      (ARRAY['イチロウ','カズコ','ケンタ','ミサキ','レン','ヒマリ','シゲル'])[1 + n % 7],
    (ARRAY['1','2','1','2','1','2','1'])[1 + n % 7], to_char(date '1932-04-01' + n * 7919 % 33000, 'YYYYMMDD'),
    '東京都文京区本駒込' || 1 + n % 6 || '丁目' || 1 + n % 28 || '番', '03-0000-' || lpad((n % 10000)::text, 4, '0')
  FROM generate_series(1, ${count}) AS n;
  INSERT INTO tbl_ptmemo SELECT ptid, 'ペニシリン系アレルギーあり（要確認）' FROM tbl_ptinf WHERE ptid % 17 = 0;
  INSERT INTO tbl_pthkninf SELECT ptid, '060', lpad((130000 + ptid % 50)::text, 8, '0'), '20240401' FROM tbl_ptinf;
  INSERT INTO tbl_ptkohinf SELECT ptid, '054', '54136015' FROM tbl_ptinf WHERE ptid % 23 = 0;
  INSERT INTO tbl_ptbyomei SELECT ptid, (ARRAY['4609008','4019014','2500015','7245011','4779004','2724004'])[1 + (ptid + k) % 6],
    to_char(date '2025-01-06' + ((ptid * 13 + k * 40) % 500)::integer, 'YYYYMMDD'), CASE k WHEN 0 THEN '1' END
    FROM tbl_ptinf, generate_series(0, 1) AS k;`;

const history = `
  INSERT INTO tbl_jyurrk SELECT ptid, to_char(date '2025-01-06' + ((ptid * 13 + k * 29) % 500)::integer, 'YYYYMMDD'),
    (ARRAY['01','01','10','11','26'])[1 + ptid % 5], (ARRAY['10001','10002'])[1 + ptid % 2]
    FROM tbl_ptinf, generate_series(0, 3) AS k;
  INSERT INTO tbl_sryact SELECT ptid, sryymd, srycd, 1 FROM tbl_jyurrk, tbl_tensu WHERE (ptid + ten::integer) % 3 = 0;
  INSERT INTO tbl_syunou SELECT ptid, sryymd, 1100, CASE WHEN ptid % 41 = 0 THEN 0 ELSE 1100 END FROM tbl_jyurrk;
  INSERT INTO tbl_yoyaku SELECT ptid, '20261207', lpad((9 + ptid % 8)::text, 2, '0') || '30' FROM tbl_ptinf WHERE ptid % 9 = 0;`;
