-- One of each thing that pg_dump knows and a tenant's database may have.
COMMENT ON SCHEMA public IS 'standard public schema';
CREATE SCHEMA "別スキーマ";
CREATE TYPE public.mood AS ENUM ('良', '不可', 'it''s; COMMIT');
CREATE TYPE public.pair AS (a integer, b text COLLATE "C");
CREATE TYPE public.floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE DOMAIN public.zip AS text DEFAULT '000-0000' CONSTRAINT shape CHECK (VALUE ~ '^\d{3}-\d{4}$');
CREATE COLLATION public.bytes FROM "C";
CREATE TEXT SEARCH DICTIONARY public.words (TEMPLATE = pg_catalog.simple, STOPWORDS = 'english');
CREATE TEXT SEARCH CONFIGURATION public.plain (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.plain ADD MAPPING FOR asciiword, word WITH public.words;

CREATE FUNCTION public.add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a + b; $$;
CREATE FUNCTION public.twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN 2 * a ELSE 0 END; END;
CREATE FUNCTION public.half(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a / 2;
CREATE PROCEDURE public.tidy() LANGUAGE plpgsql AS $body$ BEGIN DELETE FROM public.patients WHERE false; COMMIT; END $body$;
CREATE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE OPERATOR public.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq, COMMUTATOR = OPERATOR(public.===));
CREATE CAST (public.mood AS integer) WITH INOUT AS ASSIGNMENT;

CREATE TABLE public.patients (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number serial,
    name text NOT NULL DEFAULT '名なし; DROP',
    kana text COLLATE public.bytes,
    zip public.zip,
    mood public.mood DEFAULT '良',
    born date CHECK (born > '1868-01-01'),
    doubled integer GENERATED ALWAYS AS (octet_length(name) * 2) STORED,
    photo bytea
);
ALTER TABLE public.patients ALTER COLUMN photo SET STORAGE EXTERNAL;
ALTER TABLE public.patients ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE public.patients ALTER COLUMN kana SET (n_distinct = -0.5);
ALTER TABLE public.patients REPLICA IDENTITY FULL;
COMMENT ON TABLE public.patients IS '患者; it''s \ a "table"';
COMMENT ON COLUMN public.patients.name IS E'氏名\n二行目';
CREATE INDEX patients_name ON public.patients USING btree (lower(name), id DESC) WHERE name <> ';';
CREATE INDEX patients_sum ON public.patients ((number + id));
ALTER INDEX public.patients_sum ALTER COLUMN 1 SET STATISTICS 300;
ALTER TABLE public.patients CLUSTER ON patients_sum;
CREATE STATISTICS public.patients_stats (ndistinct, dependencies) ON name, kana FROM public.patients;
ALTER STATISTICS public.patients_stats SET STATISTICS 200;

CREATE TABLE public."診療 行為; ""x""" ("患者" integer REFERENCES public.patients, "点数 ""A""" numeric, note text);
CREATE TABLE "別スキーマ"."保険" (id bigserial UNIQUE, "名称" varchar(40), EXCLUDE USING btree (id WITH =));
CREATE UNLOGGED TABLE public.scratch (a int[]);
CREATE TABLE public.empty ();
CREATE TABLE public.none (id int, t text);
CREATE TABLE public.typed OF public.pair;
CREATE TABLE public.child (extra text) INHERITS (public.none);
ALTER TABLE public.child ALTER COLUMN id SET NOT NULL;
CREATE TABLE public.visits (day date NOT NULL, patient integer) PARTITION BY RANGE (day);
CREATE TABLE public.visits_2025 PARTITION OF public.visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.visits_rest PARTITION OF public.visits DEFAULT;
CREATE INDEX visits_day ON public.visits (day);
CREATE TABLE public.wide (id int PRIMARY KEY, body text);

CREATE VIEW public.names WITH (security_barrier = true) AS SELECT id, name FROM public.patients WHERE name <> 'a;b';
ALTER VIEW public.names ALTER COLUMN name SET DEFAULT 'x';
CREATE VIEW public.first AS SELECT 1 AS a;
CREATE VIEW public.second AS SELECT a FROM public.first;
CREATE OR REPLACE VIEW public.first AS SELECT a FROM (SELECT 1 AS a) s WHERE a IN (SELECT 1);
-- A view and a function that need each other.
CREATE VIEW public.circle AS SELECT 1 AS a;
CREATE FUNCTION public.round_it(public.circle) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OR REPLACE VIEW public.circle AS SELECT 1 AS a WHERE public.round_it(NULL);
CREATE MATERIALIZED VIEW public.counts AS SELECT count(*) AS n FROM public.patients;
CREATE UNIQUE INDEX counts_n ON public.counts (n);
CREATE RULE no_delete AS ON DELETE TO public.patients DO INSTEAD NOTHING;
CREATE RULE two AS ON INSERT TO public.none DO ALSO (INSERT INTO public.scratch VALUES (NULL); UPDATE public.scratch SET a = NULL);
ALTER TABLE public.none DISABLE RULE two;
CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql AS $_$ BEGIN NEW.kana := '$$' || $q$x$q$; RETURN NEW; END $_$;
CREATE TRIGGER stamp BEFORE UPDATE OF name ON public.patients FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION public.stamp();
ALTER TABLE public.patients DISABLE TRIGGER stamp;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON public.patients DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.stamp();
CREATE SEQUENCE public.down INCREMENT BY -2 MINVALUE -1000 MAXVALUE 10 START WITH 10 CYCLE;
SELECT setval('public.down', -40);
CREATE PUBLICATION everything FOR ALL TABLES;
GRANT SELECT ON public.patients TO PUBLIC;

INSERT INTO public.patients (name, kana, zip, born, photo)
    SELECT '患者' || i || E'\t\\.\n\\', repeat('ア', i % 40), '123-4567', '1950-01-01'::date + i, decode(md5(i::text), 'hex')
    FROM generate_series(1, 5000) i;
INSERT INTO public."診療 行為; ""x""" SELECT i, i * 1.5, E'\\.' FROM generate_series(1, 300) i;
INSERT INTO "別スキーマ"."保険" ("名称") VALUES ('社保'), ('国保'), (NULL);
INSERT INTO public.empty DEFAULT VALUES;
INSERT INTO public.visits SELECT '2025-06-01'::date + i, i FROM generate_series(1, 400) i;
INSERT INTO public.wide SELECT i, repeat('長い行' || md5(i::text), 20000) FROM generate_series(1, 3) i;
INSERT INTO public.typed VALUES (1, 'x');
REFRESH MATERIALIZED VIEW public.counts;
SELECT lo_from_bytea(0, decode(repeat(md5('a'), 5000), 'hex')), lo_create(4242), lo_from_bytea(3000000000, '\x00ff');
COMMENT ON LARGE OBJECT 4242 IS '空';
