-- The rules of the scorecard, a row for each version; a day is judged by the version in force at its end.
-- Before the first version the rules that come with the system hold (reports/scorecard/rules.py).

CREATE TABLE scorecard_rules (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    version integer NOT NULL CHECK (version >= 1),
    on_time smallint NOT NULL CHECK (on_time BETWEEN 0 AND 100),  -- weights, a hundred in all
    overdue smallint NOT NULL CHECK (overdue BETWEEN 0 AND 100),
    awaiting smallint NOT NULL CHECK (awaiting BETWEEN 0 AND 100),
    extensions smallint NOT NULL CHECK (extensions BETWEEN 0 AND 100),
    updated smallint NOT NULL CHECK (updated BETWEEN 0 AND 100),
    silence smallint NOT NULL CHECK (silence BETWEEN 0 AND 100),
    indicators smallint NOT NULL CHECK (indicators BETWEEN 0 AND 100),
    update_days smallint NOT NULL CHECK (update_days BETWEEN 1 AND 90),
    ranked_from smallint NOT NULL CHECK (ranked_from BETWEEN 1 AND 50),
    grades varchar(40)[] NOT NULL,  -- the ladder, best first
    leasts smallint[] NOT NULL,  -- from how many points each step is reached; the last from 0
    note varchar(500) NOT NULL,
    made_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    made_at timestamptz NOT NULL,
    UNIQUE (programme, version),
    CHECK (on_time + overdue + awaiting + extensions + updated + silence + indicators = 100),
    CHECK (cardinality(grades) BETWEEN 2 AND 6 AND cardinality(leasts) = cardinality(grades)),
    CHECK (leasts[cardinality(leasts)] = 0)
);
CREATE INDEX scorecard_rules_made_by ON scorecard_rules (made_by);
