"""The index of what can be found: one row for each thing, in a table that only the wall's own functions may touch.

It stands in the schema `wall` and belongs to the role that owns the functions policies ask; nobody else has a right on it,
so nothing is found but through `wall.find` and `wall.my_newest`, which look where the person who asks is now. Triggers
on the tables of each noun keep it in the same transaction; a noun that is new, or says its words otherwise, is found
anew after migrating.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.db import connections

from hls_platform.security.walls import KEEPER
from learning.finding.nouns import NOUNS, Noun

MOST_RANKED = 800
"""So many matches are all ranked; where there are more, only those among"""
NEWEST = 2000
"""the newest things that one may see."""
LOOKED_THROUGH = 500
"""About so many things, the newest of each place, are looked through for words that begin as what was typed:"""
LEAST_OF_EACH = 10
"""at least so many of each;"""
MOST_LONGER = 20
"""so many of these are asked for."""
AT_A_TIME = 32
"""In so many places the index is asked at a time."""
AT_ONCE = 10_000
"""How many rows are found anew in one transaction."""

TABLE = """
    CREATE TABLE IF NOT EXISTS wall.findable (
        thing uuid PRIMARY KEY, noun text NOT NULL, place uuid NOT NULL, at timestamptz NOT NULL, vector tsvector NOT NULL
    )"""
INDEXES = {
    "findable_words": "GIN (vector) WITH (gin_pending_list_limit = 256)",
    "findable_newest": "btree (place, at DESC, thing DESC)",
}
"""Words just written wait in a list that every search looks through: it is kept short."""

FOLDED = """
    CREATE OR REPLACE FUNCTION wall.folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT replace(replace(CASE WHEN octet_length(words) = length(words) THEN words
            ELSE regexp_replace(normalize(words, NFKD), '[\\u0300-\\u036f]', '', 'g') END, '<', ' '), '>', ' ')
    $$"""
"""Words without their accents: é is e. PostgreSQL passes over what it takes for markup; nothing is any here."""

MARK_OF_PLACE = """
    CREATE OR REPLACE FUNCTION wall.mark_of(place uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT '@' || encode(uuid_send(place), 'base64')
    $$"""
"""What stands for a place among the words of a row: no text yields a word that begins so."""

FIND = f"""
    CREATE OR REPLACE FUNCTION wall.find(
        asked text, rest text, beginning text, nouns text[], places uuid[], since timestamptz, before timestamptz,
        below float8, below_thing uuid, most int
    ) RETURNS TABLE (noun text, thing uuid, score float8)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $wall$
    #variable_conflict use_column
    DECLARE
        mine uuid[] := ARRAY(
            SELECT DISTINCT each FROM unnest(wall.mine() || wall.me()) each WHERE places IS NULL OR each = ANY (places)
        );
        others uuid[] := ARRAY(SELECT id FROM relationships_circle WHERE id = ANY (mine) AND language <> 'en');
        in_english tsquery[] := wall.in_some_places(ARRAY(SELECT unnest(mine) EXCEPT SELECT unnest(others)));
        in_others tsquery[] := wall.in_some_places(others);
        of_nouns tsquery := coalesce((SELECT string_agg('''#' || each || '''', '|') FROM unnest(nouns) each), '')::tsquery;
        words tsquery := to_tsquery('english', asked);
        other_words tsquery := CASE WHEN cardinality(others) > 0 THEN to_tsquery('simple', asked) ELSE '' END;
        longer tsquery;
        found tid[] := '{{}}';
    BEGIN
        FOR again IN 0..1 LOOP
            IF again = 1 THEN  -- few were found: what was typed last may be the beginning of a word
                EXIT WHEN beginning IS NULL OR cardinality(found) >= most;
                longer := wall.longer_words(mine, beginning);
                EXIT WHEN longer IS NULL
                    OR cardinality(others) = 0 AND plainto_tsquery('english', beginning) @> longer;  -- it was whole
                words := words || (to_tsquery('english', rest) && longer);
                other_words := CASE WHEN cardinality(others) > 0
                    THEN other_words || (to_tsquery('simple', rest) && longer) ELSE '' END;
            END IF;
            found := ARRAY(
                SELECT findable.ctid FROM (
                    SELECT words && of_nouns && each AS part FROM unnest(in_english) each WHERE numnode(words) > 0
                    UNION ALL
                    SELECT other_words && of_nouns && each FROM unnest(in_others) each WHERE numnode(other_words) > 0
                ) asking CROSS JOIN wall.findable WHERE vector @@ part LIMIT {MOST_RANKED} + 1
            );
        END LOOP;
        IF cardinality(found) > {MOST_RANKED} THEN
            found := ARRAY(
                SELECT seat FROM wall.newest_rows(mine, since, before, {NEWEST}) newest
                WHERE vector @@ CASE WHEN place = ANY (others) THEN other_words ELSE words END
                    AND (nouns IS NULL OR newest.noun = ANY (nouns))
            );
        END IF;
        RETURN QUERY
        SELECT * FROM (
            SELECT noun, thing,
                ts_rank('{{0.1, 0.2, 0.4, 1}}', vector, words || other_words, 1)
                * power(2, date_part('epoch', at - timestamptz '2020-01-01') / 31557600) AS score
            FROM wall.findable WHERE ctid = ANY (found)
                AND at >= coalesce(since, '-infinity') AND at < coalesce(before, 'infinity')
        ) ranking WHERE below IS NULL OR (score, thing) < (below, below_thing)
        ORDER BY score DESC, thing DESC LIMIT most;
    END
    $wall$"""
"""The best of what stands where one is now: the more of the words, the rarer in it and the newer, the better.

Its statements have one way each that is any good: they are planned once for each connection, whatever is asked.
`rest` is what was asked without the `beginning` of a word that was typed last (null where it was none). How much a
word counts halves with each year, told from a fixed day, so that the order of a list does not change while somebody
goes through it. An index scan by beginnings would look through everybody's words, so longer ones are looked up among mine.
"""

LONGER_WORDS = f"""
    CREATE OR REPLACE FUNCTION wall.longer_words(places uuid[], beginning text) RETURNS tsquery LANGUAGE sql STABLE AS $$
        SELECT string_agg('''' || lexeme || '''', '|')::tsquery FROM (
            SELECT lexeme FROM unnest(places) each CROSS JOIN LATERAL (
                SELECT vector FROM wall.findable WHERE place = each ORDER BY at DESC, thing DESC
                LIMIT {LOOKED_THROUGH} / greatest(cardinality(places), 1) + {LEAST_OF_EACH}
            ) newest, unnest(tsvector_to_array(vector)) lexeme
            WHERE vector @@ (beginning || ':*')::tsquery
                AND lexeme ^@ beginning AND lexeme ~ '^[[:alnum:]]+$'
            GROUP BY lexeme ORDER BY count(*) DESC, lexeme LIMIT {MOST_LONGER}
        ) word
    $$"""
"""Those words that begin so (letters and digits) which stand most often in the newest things of each of these places."""

IN_PLACES = """
    CREATE OR REPLACE FUNCTION wall.in_places(places uuid[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg('''' || wall.mark_of(each) || '''', '|'), '''@''')::tsquery FROM unnest(places) each
    $$"""

IN_SOME_PLACES = f"""
    CREATE OR REPLACE FUNCTION wall.in_some_places(places uuid[]) RETURNS tsquery[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(part), '{{}}') FROM (
            SELECT wall.in_places(array_agg(each)) AS part FROM unnest(places) WITH ORDINALITY AS place (each, number)
            GROUP BY number / {AT_A_TIME}
        ) parts
    $$"""
"""The same for some places at a time: of each row that the index looks at, it looks through all the places it was asked for."""

NEWEST_OF_PLACES = """
    CREATE OR REPLACE FUNCTION wall.newest_rows(places uuid[], since timestamptz, before timestamptz, most int)
    RETURNS TABLE (seat tid, thing uuid, noun text, place uuid, vector tsvector) LANGUAGE sql STABLE AS $$
        WITH oldest AS MATERIALIZED (
            SELECT at, thing FROM unnest(places) each CROSS JOIN LATERAL (
                SELECT at, thing FROM wall.findable
                WHERE findable.place = each AND at >= coalesce(since, '-infinity') AND at < coalesce(before, 'infinity')
                ORDER BY at DESC, thing DESC LIMIT most
            ) one ORDER BY at DESC, thing DESC OFFSET most - 1 LIMIT 1
        )
        SELECT one.* FROM unnest(places) each CROSS JOIN LATERAL (
            SELECT findable.ctid, thing, noun, findable.place, vector FROM wall.findable
            WHERE findable.place = each AND at < coalesce(before, 'infinity') AND (at, thing) >= (
                coalesce((SELECT at FROM oldest), since, '-infinity'),
                coalesce((SELECT thing FROM oldest), '00000000-0000-0000-0000-000000000000')
            ) OFFSET 0
        ) one
    $$"""
"""The newest rows of some places, in no order: the oldest of them is found in the index alone, and only rows as new are read."""

NEWEST_OF_MINE = """
    CREATE OR REPLACE FUNCTION wall.my_newest(nouns text[], most int) RETURNS TABLE (noun text, thing uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT newest.noun, newest.thing FROM wall.newest_rows(
            ARRAY(SELECT DISTINCT unnest(wall.mine() || wall.me())), NULL, NULL, most
        ) newest WHERE newest.noun = ANY (nouns)
    $$"""
"""The newest things that stand where one is now."""

STANDING = """
    CREATE OR REPLACE FUNCTION wall.standing(words text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
        SELECT word FROM unnest(words) word
        CROSS JOIN (SELECT wall.mine() || wall.me() AS mine) me
        CROSS JOIN LATERAL (
            SELECT ARRAY(SELECT id FROM relationships_circle WHERE id = ANY (mine) AND language <> 'en') AS others
        ) they
        WHERE numnode(plainto_tsquery('english', word)) = 0 OR EXISTS (
            SELECT FROM wall.findable WHERE vector @@ (
                (plainto_tsquery('english', word) && wall.in_places(ARRAY(SELECT unnest(mine) EXCEPT SELECT unnest(others))))
                || (plainto_tsquery('simple', word) && wall.in_places(others))
            )
        )
    $$"""
"""Those of the words that stand in anything where one is now, or another form of them does, or that say nothing alone."""


def vector(noun: Noun) -> str:
    """The SQL of what is found of a `row`: its words, and marks for its place and for what it is."""
    language = f"coalesce((SELECT language FROM relationships_circle WHERE id = {noun.place}), 'en')"
    config = f"(CASE {language} WHEN 'en' THEN 'english' ELSE 'simple' END)::regconfig"
    return (
        f"setweight(to_tsvector({config}, wall.folded({noun.title})), 'A')"
        f" || setweight(to_tsvector({config}, wall.folded({noun.words})), 'B')"
        f" || array_to_tsvector(ARRAY[wall.mark_of({noun.place}), '#{noun.name}'])"
    )


def _rows(noun: Noun, which: str = "TRUE") -> str:
    """The SQL of the rows of a noun, or `which` of them, as they stand in the index."""
    return f"""SELECT row.id, '{noun.name}', {noun.place}, {noun.at}, {vector(noun)}
            FROM {noun.rows} WHERE {which} AND ({noun.where})"""


def anew(noun: Noun) -> Iterator[str]:
    """The SQL of the functions that find rows of a noun anew: those with some ids, and the next so many after one."""
    yield f"""
    CREATE OR REPLACE FUNCTION wall.find_{noun.name}_anew(ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $wall$
    BEGIN
        INSERT INTO wall.findable (thing, noun, place, at, vector) {_rows(noun, "row.id = ANY (ids)")}
        ON CONFLICT (thing) DO UPDATE SET place = excluded.place, at = excluded.at, vector = excluded.vector;
        DELETE FROM wall.findable WHERE thing = ANY (ids) AND noun = '{noun.name}'
            AND NOT EXISTS (SELECT FROM {noun.rows} WHERE row.id = thing AND ({noun.where}));
    END
    $wall$"""
    yield f"""
    CREATE OR REPLACE FUNCTION wall.find_more_{noun.name}(after uuid, most int) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $wall$
    DECLARE
        ids uuid[] := ARRAY(SELECT id FROM {noun.table} WHERE after IS NULL OR id > after ORDER BY id LIMIT most);
    BEGIN
        PERFORM wall.find_{noun.name}_anew(ids);
        RETURN ids[cardinality(ids)];
    END
    $wall$"""


def hearing(noun: Noun) -> Iterator[str]:
    """The SQL of what keeps a noun's rows: on each table that it hears, functions for changes and for emptying."""
    for table, ids in noun.hears.items():
        yield f"""
    CREATE OR REPLACE FUNCTION wall.hear_{noun.name}_{table}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $wall$
    BEGIN
        PERFORM wall.find_{noun.name}_anew(ARRAY({ids}));
        RETURN NULL;
    END
    $wall$"""
    yield f"""
    CREATE OR REPLACE FUNCTION wall.hear_{noun.name}_emptied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $wall$
    BEGIN
        DELETE FROM wall.findable WHERE noun = '{noun.name}';
        RETURN NULL;
    END
    $wall$"""


def triggers(noun: Noun) -> Iterator[str]:
    """The SQL that lets the tables of a noun tell of each change, once for each statement."""
    for table in noun.hears:
        for verb, known_as in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            yield (
                f"CREATE OR REPLACE TRIGGER find_{noun.name}_{verb.lower()} AFTER {verb} ON {table}"
                f" REFERENCING {known_as} TABLE AS changed"
                f" FOR EACH STATEMENT EXECUTE FUNCTION wall.hear_{noun.name}_{table}()"
            )
    yield (
        f"CREATE OR REPLACE TRIGGER find_{noun.name}_truncate AFTER TRUNCATE ON {noun.table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION wall.hear_{noun.name}_emptied()"
    )


def hearing_languages(nouns: Iterable[Noun]) -> str:
    """The SQL of what finds a circle's things anew once it says that it speaks another language."""
    each = "\n".join(
        f"        PERFORM wall.find_{noun.name}_anew(ARRAY(SELECT thing FROM wall.findable"
        f" WHERE place = ANY (circles) AND noun = '{noun.name}'));"
        for noun in nouns
    )
    return f"""
    CREATE OR REPLACE FUNCTION wall.hear_languages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $wall$
    DECLARE
        circles uuid[] := ARRAY(SELECT id FROM before JOIN changed USING (id) WHERE before.language <> changed.language);
    BEGIN
        IF cardinality(circles) > 0 THEN
{each}
        END IF;
        RETURN NULL;
    END
    $wall$"""


LANGUAGES_TOLD = (
    "CREATE OR REPLACE TRIGGER find_languages AFTER UPDATE ON relationships_circle"
    " REFERENCING OLD TABLE AS before NEW TABLE AS changed"
    " FOR EACH STATEMENT EXECUTE FUNCTION wall.hear_languages()"
)


def build(*, app_config: AppConfig, using: str, **_more: Any) -> None:
    """Build the index and what keeps it, and find anew what is not found yet or otherwise; called after each migration."""
    if app_config.name != "learning" or using == "default":
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        nouns = [noun for noun in NOUNS if all(_there(cursor, table) for table in noun.hears)]
        with _as_keeper(cursor):
            for statement in (
                TABLE,
                FOLDED,
                MARK_OF_PLACE,
                IN_PLACES,
                IN_SOME_PLACES,
                NEWEST_OF_PLACES,
                NEWEST_OF_MINE,
                LONGER_WORDS,
                STANDING,
                FIND,
            ):
                cursor.execute(statement)
            for name in INDEXES:
                _index(cursor, name)
            for noun in nouns:
                for statement in (*anew(noun), *hearing(noun)):
                    cursor.execute(statement)
            cursor.execute(hearing_languages(nouns))
            _keep_to_the_owner(cursor)
        for noun in nouns:
            for statement in triggers(noun):
                cursor.execute(statement)
        cursor.execute(LANGUAGES_TOLD)
        if everything := _is_empty(cursor):
            find_all_anew(cursor, nouns)
        for noun in nouns:
            _find_again(cursor, noun, found=everything)


def _is_empty(cursor: Any) -> bool:
    """Whether nothing is in the index: of a new place, and of one that was just put back from a back-up."""
    with _as_keeper(cursor):
        cursor.execute("SELECT NOT EXISTS (SELECT FROM wall.findable)")
        return bool(cursor.fetchone()[0])


def _there(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
    return bool(cursor.fetchone()[0])


@contextmanager
def _as_keeper(cursor: Any) -> Iterator[None]:
    cursor.execute(f"SET ROLE {KEEPER}")
    yield
    cursor.execute("RESET ROLE")


def _index(cursor: Any, name: str) -> None:
    cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON wall.findable USING {INDEXES[name]}")


def _keep_to_the_owner(cursor: Any) -> None:
    """Only whoever migrates may find things anew by hand."""
    cursor.execute(
        "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'wall'::regnamespace AND proname ~ '^(find_|hear_)'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO hls_owner")


def _find_again(cursor: Any, noun: Noun, *, found: bool) -> None:
    """Find all of a noun anew, some thousands at a time, unless it was `found` just now or the same way before."""
    said = "\n".join([*anew(noun), *hearing(noun)])
    mark = f"found {hashlib.sha256(said.encode()).hexdigest()}"
    function = f"wall.find_{noun.name}_anew(uuid[])"
    cursor.execute("SELECT obj_description(%s::regprocedure, 'pg_proc')", [function])
    if cursor.fetchone() == (mark,):
        return
    if not found:
        _find_all(cursor, noun)
    with _as_keeper(cursor):
        cursor.execute(f"COMMENT ON FUNCTION {function} IS '{mark}'")


def _find_all(cursor: Any, noun: Noun) -> None:
    after = None
    while True:
        cursor.execute(f"SELECT wall.find_more_{noun.name}(%s, %s)", [after, AT_ONCE])
        (after,) = cursor.fetchone()
        if after is None:
            return


def _find_at_once(cursor: Any, noun: Noun) -> None:
    """Find all of a noun that is not in the index yet, in one statement: while nobody else can write any."""
    with _as_keeper(cursor):
        cursor.execute(f"INSERT INTO wall.findable (thing, noun, place, at, vector) {_rows(noun)}")


@contextmanager
def resting(cursor: Any) -> Iterator[None]:
    """Fill the tables without telling the index of each row; it is made anew at the end, which is quicker for very many.

    In the transaction of `cursor`, the owner's, with no check left for its end.
    """
    heard = sorted({table for noun in NOUNS for table in noun.hears})
    for table in heard:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in heard:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    find_all_anew(cursor, find=_find_at_once)


def find_all_anew(
    cursor: Any, nouns: Iterable[Noun] = NOUNS, find: Callable[[Any, Noun], None] = _find_all
) -> None:
    """Find everything anew, as the owner; its own indexes are made at the end."""
    with _as_keeper(cursor):
        cursor.execute("TRUNCATE wall.findable")
        for name in INDEXES:
            cursor.execute(f"DROP INDEX wall.{name}")
    for noun in nouns:
        find(cursor, noun)
    with _as_keeper(cursor):
        for name in INDEXES:
            _index(cursor, name)
        cursor.execute("ANALYZE wall.findable")
