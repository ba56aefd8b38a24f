-- Reports that are drafted, frozen and kept; the regimes that ask for them; what is made in the background.

CREATE TABLE report_regime (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    name varchar(150) NOT NULL CHECK (name <> ''),
    kind varchar(8) NOT NULL CHECK (kind IN ('official', 'brief')),
    period varchar(11) NOT NULL CHECK (period IN ('month', 'quarter', 'half_year', 'nine_months', 'year', 'other')),
    window_days smallint NOT NULL DEFAULT 5 CHECK (window_days BETWEEN 0 AND 30),  -- working days before a cut-off
    outline varchar(20)[] NOT NULL,  -- the sections, in their order
    recipients varchar(2000) NOT NULL DEFAULT '',  -- "Nơi nhận", a line each
    to_committee boolean NOT NULL DEFAULT true,  -- frozen reports are told to its members
    active boolean NOT NULL DEFAULT true,
    since date NOT NULL,  -- its cut-offs from this day on are prepared
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    UNIQUE (programme, name)
);

-- The periods of a regime within a year: their first day, cut-off and due day. A month's last day is 31.
CREATE TABLE report_term (
    id serial PRIMARY KEY,
    regime integer NOT NULL REFERENCES report_regime ON DELETE CASCADE,
    ordinal smallint NOT NULL CHECK (ordinal BETWEEN 1 AND 24),
    name varchar(60) NOT NULL CHECK (name <> ''),  -- "Quý I", "06 tháng đầu năm"
    begins_month smallint NOT NULL CHECK (begins_month BETWEEN 1 AND 12),
    begins_day smallint NOT NULL CHECK (begins_day BETWEEN 1 AND 31),
    cutoff_month smallint NOT NULL CHECK (cutoff_month BETWEEN 1 AND 12),
    cutoff_day smallint NOT NULL CHECK (cutoff_day BETWEEN 1 AND 31),
    due_month smallint NOT NULL CHECK (due_month BETWEEN 1 AND 12),
    due_day smallint NOT NULL CHECK (due_day BETWEEN 1 AND 31),
    UNIQUE (regime, ordinal)
);

CREATE TABLE report (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    kind varchar(8) NOT NULL CHECK (kind IN ('official', 'brief', 'letter', 'scoped')),
    title varchar(300) NOT NULL CHECK (title <> ''),
    scope text NOT NULL,  -- canonical JSON: what of the programme it is about
    regime integer REFERENCES report_regime ON DELETE RESTRICT,
    period varchar(80) NOT NULL DEFAULT '',  -- "Quý III năm 2024"
    period_from date,
    as_of date NOT NULL,  -- figures are those at the end of this day
    due_on date,
    window_from date,  -- from this day agencies are asked to update
    state varchar(9) NOT NULL CHECK (state IN ('draft', 'frozen', 'cancelled')),
    number integer NOT NULL DEFAULT 1 CHECK (number >= 1),  -- of its version: a superseding one has the next
    supersedes integer REFERENCES report ON DELETE RESTRICT,
    reason varchar(500) NOT NULL DEFAULT '',  -- why it supersedes
    compares integer REFERENCES report ON DELETE RESTRICT,  -- the frozen report it is compared with
    sections text NOT NULL DEFAULT '{}',  -- JSON: section to its edited text
    content text,  -- canonical JSON of everything it prints, from freezing on
    content_hash bytea CHECK (octet_length(content_hash) = 32),
    created_at timestamptz NOT NULL,
    created_by integer REFERENCES person ON DELETE RESTRICT,  -- none: the worker
    frozen_at timestamptz,
    frozen_by integer REFERENCES person ON DELETE RESTRICT,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CHECK ((state = 'frozen') = (content IS NOT NULL)),
    CHECK ((content IS NULL) = (content_hash IS NULL) AND (content IS NULL) = (frozen_at IS NULL)),
    CHECK ((supersedes IS NULL) = (number = 1)),
    CHECK (supersedes IS NULL OR reason <> '')
);
CREATE INDEX report_programme ON report (programme, as_of DESC, id DESC);
CREATE INDEX report_compares ON report (compares);
-- The worker prepares a report of a cut-off once, and a report is superseded once.
CREATE UNIQUE INDEX report_of_regime ON report (regime, as_of) WHERE supersedes IS NULL AND state <> 'cancelled';
CREATE UNIQUE INDEX report_supersedes ON report (supersedes) WHERE state <> 'cancelled';

CREATE FUNCTION keep_frozen_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'frozen' THEN
        RAISE EXCEPTION 'a frozen report does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER report_stays BEFORE UPDATE OR DELETE ON report FOR EACH ROW EXECUTE FUNCTION keep_frozen_report();

-- The files of a frozen report, made once from its content.
CREATE TABLE report_file (
    id serial PRIMARY KEY,
    report integer NOT NULL REFERENCES report ON DELETE RESTRICT,
    format varchar(7) NOT NULL CHECK (format IN ('pdf', 'archive', 'xlsx', 'docx')),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    size integer NOT NULL CHECK (size > 0),
    content bytea NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (report, format)
);
CREATE FUNCTION keep_report_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a file of a frozen report does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER report_file_stays BEFORE UPDATE OR DELETE ON report_file
    FOR EACH ROW EXECUTE FUNCTION keep_report_file();

-- The signed copy that came back, and what its signatures were found to be.
CREATE TABLE report_signed (
    id serial PRIMARY KEY,
    report integer NOT NULL REFERENCES report ON DELETE RESTRICT,
    number varchar(40) NOT NULL CHECK (number <> ''),
    signed_on date NOT NULL,
    file_name varchar(200) NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    size integer NOT NULL CHECK (size > 0),
    content bytea NOT NULL,
    found text NOT NULL,  -- JSON: the signatures as read when it came in
    uploaded_at timestamptz NOT NULL,
    uploaded_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    UNIQUE (report, sha256)
);
CREATE TRIGGER report_signed_stays BEFORE UPDATE OR DELETE ON report_signed
    FOR EACH ROW EXECUTE FUNCTION keep_report_file();

-- Whom of the committee a frozen report was told: by a letter, or why by none.
CREATE TABLE report_told (
    id serial PRIMARY KEY,
    report integer NOT NULL REFERENCES report ON DELETE RESTRICT,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    outcome varchar(10) NOT NULL CHECK (outcome IN ('letter', 'no_address', 'closed')),
    letter bigint REFERENCES letter ON DELETE RESTRICT,
    told_at timestamptz NOT NULL,
    UNIQUE (report, person),
    CHECK ((outcome = 'letter') = (letter IS NOT NULL))
);
CREATE INDEX report_told_person ON report_told (person);
CREATE INDEX report_told_letter ON report_told (letter);

-- What is made in the background for a person.
CREATE TABLE report_job (
    id serial PRIMARY KEY,
    kind varchar(8) NOT NULL CHECK (kind IN ('files', 'letters')),
    title varchar(300) NOT NULL,
    report integer REFERENCES report ON DELETE RESTRICT,
    asked text NOT NULL DEFAULT '{}',  -- JSON: what was asked for
    asked_by integer REFERENCES person ON DELETE RESTRICT,
    asked_at timestamptz NOT NULL,
    state varchar(9) NOT NULL CHECK (state IN ('waiting', 'making', 'done', 'failed', 'cancelled')),
    step varchar(20) NOT NULL DEFAULT '',
    made integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    failure varchar(500) NOT NULL DEFAULT '',  -- a sentence that says what to do
    tries smallint NOT NULL DEFAULT 0,
    leased_by varchar(60) NOT NULL DEFAULT '',
    leased_until timestamptz,
    finished_at timestamptz,
    expires_at timestamptz,
    told boolean NOT NULL DEFAULT false  -- whether the person has seen that it is done
);
CREATE INDEX report_job_open ON report_job (asked_at) WHERE state IN ('waiting', 'making');
CREATE INDEX report_job_person ON report_job (asked_by, asked_at DESC);
CREATE INDEX report_job_expires ON report_job (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE report_job_file (
    id serial PRIMARY KEY,
    job integer NOT NULL REFERENCES report_job ON DELETE CASCADE,
    name varchar(200) NOT NULL,
    media_type varchar(100) NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    content bytea NOT NULL
);
CREATE INDEX report_job_file_job ON report_job_file (job);
