-- Agencies change: what was decided, from which day, what was chosen, what it did.

CREATE TABLE reorganisation (
    id serial PRIMARY KEY,
    kind varchar(10) NOT NULL DEFAULT 'several',
    number varchar(60) NOT NULL,
    issued_on date NOT NULL,
    issuer varchar(200) NOT NULL,
    title text NOT NULL,
    on_day date NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'draft',
    plan jsonb NOT NULL DEFAULT '{}',
    outcome jsonb NOT NULL DEFAULT '{}',
    trouble text NOT NULL DEFAULT '',
    made_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    done_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CHECK (kind IN ('merge', 'split', 'rename', 'abolish', 'several')),
    CHECK (state IN ('draft', 'planned', 'done', 'cancelled')),
    CHECK ((state = 'done') = (done_at IS NOT NULL)),
    CHECK (trouble = '' OR state = 'planned'),
    CHECK (number <> '' AND issuer <> '' AND title <> '' AND version >= 1)
);
CREATE INDEX reorganisation_made_by ON reorganisation (made_by);
CREATE INDEX reorganisation_planned ON reorganisation (on_day, id) WHERE state = 'planned';

-- The agency a person belonged to at the end of a day: accounts follow an agency into its successor.
CREATE FUNCTION agency_then(who integer, day date) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        (SELECT (h.changes -> 'agency' ->> 0)::integer FROM history AS h
         WHERE h.kind = 'person' AND h.object_id = who AND h.changes -> 'agency' ->> 0 IS NOT NULL
           AND hanoi_day(h.at) > day
         ORDER BY h.id LIMIT 1),
        (SELECT p.agency FROM person AS p WHERE p.id = who))
$$;

-- Thousands of tasks in one transaction step into and out of the same few buckets: each step would leave a
-- version of its row behind for the next to walk past. Between tally_hold() and tally_settle() the steps are
-- laid aside and then added once. A transaction that holds must settle before it ends.
CREATE FUNCTION tally_hold() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMPORARY TABLE tally_later (LIKE tally) ON COMMIT DROP;
END $$;
CREATE OR REPLACE FUNCTION tally_add(steps tally[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass('pg_temp.tally_later') IS NOT NULL THEN
        INSERT INTO pg_temp.tally_later SELECT * FROM unnest(steps);
        RETURN;
    END IF;
    INSERT INTO tally AS kept (programme, scope, lead, area, span, on_day, bucket, change)
    SELECT s.programme, of.scope, of.lead, of.area, width.span, date_trunc(width.span, s.on_day)::date, s.bucket,
           sum(s.change)
    FROM unnest(steps) AS s
    CROSS JOIN LATERAL (VALUES ('all', 0, 0), ('lead', s.lead, 0), ('area', 0, s.area), ('both', s.lead, s.area))
        AS of (scope, lead, area)
    CROSS JOIN unnest(ARRAY['day', 'month', 'year']) AS width (span)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    HAVING sum(s.change) <> 0
    ORDER BY 1, 2, 3, 4, 5, 6, 7  -- one order for everybody: no deadlock
    ON CONFLICT (programme, scope, span, on_day, lead, area, bucket)
    DO UPDATE SET change = kept.change + excluded.change;
END $$;
CREATE FUNCTION tally_settle() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held tally[];
BEGIN
    held := ARRAY(SELECT (programme, '', lead, area, '', on_day, bucket, sum(change))::tally
                  FROM pg_temp.tally_later GROUP BY programme, lead, area, on_day, bucket HAVING sum(change) <> 0);
    DROP TABLE pg_temp.tally_later;
    PERFORM tally_add(held);
END $$;
