-- Indicators: what is to be reached, in versions; what was reached, entered by the agency and approved by the office.

CREATE TABLE indicator (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    code varchar(30) UNIQUE NOT NULL CHECK (code <> ''),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX indicator_programme ON indicator (programme);

-- A day of the past is judged by the definition that stood at its end: each change is a new row.
CREATE TABLE indicator_definition (
    id serial PRIMARY KEY,
    indicator integer NOT NULL REFERENCES indicator ON DELETE RESTRICT,
    number smallint NOT NULL CHECK (number > 0),
    set_name varchar(100) NOT NULL CHECK (set_name <> ''),
    name varchar(300) NOT NULL CHECK (name <> ''),
    unit varchar(40) NOT NULL CHECK (unit <> ''),
    direction varchar(4) NOT NULL CHECK (direction IN ('up', 'down')),
    baseline numeric NOT NULL,
    period varchar(9) NOT NULL CHECK (period IN ('month', 'quarter', 'half_year', 'year')),
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    ended_on date,  -- its last day; empty while it is followed
    said_by integer REFERENCES person ON DELETE RESTRICT,  -- none: taken over with the records
    said_at timestamptz NOT NULL,
    UNIQUE (indicator, number)
);
CREATE INDEX indicator_definition_agency ON indicator_definition (agency);

CREATE TABLE indicator_target (
    id serial PRIMARY KEY,
    definition integer NOT NULL REFERENCES indicator_definition ON DELETE RESTRICT,
    year smallint NOT NULL CHECK (year BETWEEN 2000 AND 2100),
    target numeric NOT NULL,
    UNIQUE (definition, year)
);

CREATE TABLE indicator_value (
    id serial PRIMARY KEY,
    indicator integer NOT NULL REFERENCES indicator ON DELETE RESTRICT,
    period_end date NOT NULL,
    number smallint NOT NULL CHECK (number > 0),  -- a correction is a further one of the same period
    value numeric,
    forecast numeric,  -- of the end of the target's year
    cause_kind varchar(10) NOT NULL DEFAULT '' CHECK (cause_kind IN ('', 'objective', 'subjective')),
    cause_text varchar(2000) NOT NULL DEFAULT '',
    note varchar(2000) NOT NULL DEFAULT '',
    state varchar(9) NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'returned', 'replaced')),
    entered_by integer REFERENCES person ON DELETE RESTRICT,  -- none: taken over with the records
    entered_at timestamptz NOT NULL,
    decided_by integer REFERENCES person ON DELETE RESTRICT,
    decided_at timestamptz,
    reason varchar(2000) NOT NULL DEFAULT '',  -- why it was returned
    UNIQUE (indicator, period_end, number),
    CHECK (value IS NOT NULL OR forecast IS NOT NULL),
    CHECK ((state IN ('approved', 'returned')) = (decided_at IS NOT NULL)),
    CHECK (decided_by <> entered_by),
    CHECK ((state = 'returned') = (reason <> ''))
);
-- Of a period one value at most is under way.
CREATE UNIQUE INDEX indicator_value_open ON indicator_value (indicator, period_end)
    WHERE state IN ('draft', 'submitted');
CREATE INDEX indicator_value_entered_by ON indicator_value (entered_by);

CREATE FUNCTION keep_indicator_definition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a definition of an indicator does not change: a further one is written'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER indicator_definition_stays BEFORE UPDATE OR DELETE ON indicator_definition
    FOR EACH ROW EXECUTE FUNCTION keep_indicator_definition();
CREATE TRIGGER indicator_target_stays BEFORE UPDATE OR DELETE ON indicator_target
    FOR EACH ROW EXECUTE FUNCTION keep_indicator_definition();

-- Only what is under way is decided or replaced; what was said in it stays as it was entered.
CREATE FUNCTION keep_indicator_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state NOT IN ('draft', 'submitted') OR NEW.state IN ('draft', 'submitted')
        OR (OLD.state = 'draft' AND NEW.state <> 'replaced')
        OR (NEW.indicator, NEW.period_end, NEW.number, NEW.value, NEW.forecast, NEW.cause_kind, NEW.cause_text,
            NEW.note, NEW.entered_by, NEW.entered_at)
        IS DISTINCT FROM
           (OLD.indicator, OLD.period_end, OLD.number, OLD.value, OLD.forecast, OLD.cause_kind, OLD.cause_text,
            OLD.note, OLD.entered_by, OLD.entered_at)
    THEN
        RAISE EXCEPTION 'a value of an indicator does not change: a further one is entered'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER indicator_value_stays BEFORE UPDATE OR DELETE ON indicator_value
    FOR EACH ROW EXECUTE FUNCTION keep_indicator_value();
