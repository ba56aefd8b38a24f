-- The rules of reminding, what people chose, who stands in for whom, and what each person was told.

CREATE TABLE reminder_rulebook (
    id serial PRIMARY KEY,
    version integer UNIQUE NOT NULL CHECK (version >= 1),
    before_days smallint[] NOT NULL,  -- days before a deadline on which it is told, the longest first
    silent_days smallint NOT NULL CHECK (silent_days BETWEEN 7 AND 365),
    awaiting_days smallint NOT NULL CHECK (awaiting_days BETWEEN 1 AND 365),
    head_days smallint NOT NULL CHECK (head_days BETWEEN 1 AND 365),
    office_days smallint NOT NULL CHECK (office_days BETWEEN 1 AND 365),
    committee_days smallint NOT NULL CHECK (committee_days BETWEEN 1 AND 365),
    note varchar(500) NOT NULL DEFAULT '',
    made_by integer REFERENCES person ON DELETE RESTRICT,  -- empty: came with the system
    made_at timestamptz NOT NULL,
    CHECK (head_days < office_days AND office_days < committee_days),
    CHECK (cardinality(before_days) BETWEEN 1 AND 5 AND 0 < ALL (before_days) AND 90 >= ALL (before_days))
);
INSERT INTO reminder_rulebook
    (version, before_days, silent_days, awaiting_days, head_days, office_days, committee_days, made_at)
    VALUES (1, '{7,3,1}', 30, 7, 7, 15, 30, '2021-07-01 00:00+07');

-- A person's own choice about letters that are a courtesy: absent means as usual.
CREATE TABLE reminder_choice (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    kind varchar(20) NOT NULL,
    wanted boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (person, kind)
);

CREATE TABLE person_absence (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    substitute integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    from_on date NOT NULL,
    until_on date NOT NULL,  -- the last day away
    noted_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    noted_at timestamptz NOT NULL,
    ended_at timestamptz,  -- taken back
    CHECK (person <> substitute),
    CHECK (from_on <= until_on)
);
CREATE INDEX person_absence_person ON person_absence (person);
CREATE INDEX person_absence_days ON person_absence (until_on) WHERE ended_at IS NULL;

-- What was said: one row for a person and a thing, under a key that names the thing. It takes the place of
-- the lines of news, which were keyed by lines of history alone.
CREATE TABLE reminder_said (
    id bigserial PRIMARY KEY,
    run integer NOT NULL REFERENCES reminder_run ON DELETE RESTRICT,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,  -- who is owed
    key varchar(100) NOT NULL,  -- line/4711, before/17/2024-11-13/3, late/17/2024-10-30/head
    kind varchar(20) NOT NULL,
    task integer NOT NULL REFERENCES task ON DELETE RESTRICT,
    told integer REFERENCES person ON DELETE RESTRICT,  -- who was written to: the person, or a substitute
    outcome varchar(12) NOT NULL,
    letter bigint REFERENCES letter ON DELETE RESTRICT,
    UNIQUE (person, key),
    CHECK (outcome IN ('letter', 'gone', 'no_address', 'not_wanted')),
    CHECK ((outcome = 'letter') = (letter IS NOT NULL))
);
CREATE INDEX reminder_said_key ON reminder_said (key);
CREATE INDEX reminder_said_run ON reminder_said (run);
CREATE INDEX reminder_said_task ON reminder_said (task);
CREATE INDEX reminder_said_told ON reminder_said (told);
CREATE INDEX reminder_said_letter ON reminder_said (letter);
INSERT INTO reminder_said (run, person, key, kind, task, told, outcome, letter)
    SELECT n.run, n.person, 'line/' || n.line, 'news', h.object_id,
           CASE WHEN n.outcome = 'letter' THEN n.person END, n.outcome, n.letter
    FROM reminder_news_line AS n JOIN history AS h ON h.id = n.line;
DROP TABLE reminder_news_line;
UPDATE reminder_run SET kind = 'daily', key = 'daily/' || split_part(key, '/', 2) WHERE kind = 'news';

-- A run that the office holds back, and released again; a letter that was asked for once more.
CREATE TABLE reminder_hold (
    id serial PRIMARY KEY,
    run_key varchar(60) NOT NULL,  -- overdue/2024-W46, daily/2024-11-11
    reason varchar(500) NOT NULL,
    held_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    held_at timestamptz NOT NULL,
    released_by integer REFERENCES person ON DELETE RESTRICT,
    released_at timestamptz,
    CHECK ((released_by IS NULL) = (released_at IS NULL))
);
CREATE UNIQUE INDEX reminder_hold_open ON reminder_hold (run_key) WHERE released_at IS NULL;
ALTER TABLE letter ADD COLUMN resends bigint REFERENCES letter ON DELETE RESTRICT;
CREATE INDEX letter_resends ON letter (resends);
CREATE INDEX letter_made ON letter (created_at);  -- a run's letters have its moment

ALTER TABLE letter ADD COLUMN bounced_at timestamptz;
CREATE TABLE letter_bounce (
    id bigserial PRIMARY KEY,
    address varchar(254) NOT NULL,
    on_day date NOT NULL,  -- at most one a day counts
    hard boolean NOT NULL,
    status varchar(20) NOT NULL DEFAULT '',  -- RFC 3463, e.g. 5.1.1
    said varchar(500) NOT NULL DEFAULT '',
    letter bigint REFERENCES letter ON DELETE RESTRICT,
    noted_at timestamptz NOT NULL,
    settled_at timestamptz  -- the administrator looked at it
);
CREATE UNIQUE INDEX letter_bounce_day ON letter_bounce (lower(address), on_day) WHERE settled_at IS NULL;
CREATE INDEX letter_bounce_letter ON letter_bounce (letter);

-- Secret addresses of calendar feeds; only their hashes are kept.
CREATE TABLE calendar_feed (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    scope varchar(10) NOT NULL CHECK (scope IN ('person', 'agency')),
    token_hash bytea UNIQUE NOT NULL,
    made_at timestamptz NOT NULL,
    read_at timestamptz,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX calendar_feed_live ON calendar_feed (person, scope) WHERE revoked_at IS NULL;
-- An address is given to a person in a role at an agency: whatever way that changes, it ends.
CREATE FUNCTION end_calendar_feeds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE calendar_feed SET revoked_at = coalesce(NEW.disabled_at, now())
        WHERE person = NEW.id AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER person_changes_post AFTER UPDATE OF role, agency, disabled_at ON person FOR EACH ROW
    WHEN ((NEW.role, NEW.agency, NEW.disabled_at) IS DISTINCT FROM (OLD.role, OLD.agency, OLD.disabled_at))
    EXECUTE FUNCTION end_calendar_feeds();

-- Up to which line of history a person has seen what is new.
CREATE TABLE person_seen (
    person integer PRIMARY KEY REFERENCES person ON DELETE RESTRICT,
    line bigint NOT NULL,
    seen_at timestamptz NOT NULL
);

-- Systems of the province that are told, and what is to be told to them.
CREATE TABLE hook (
    id serial PRIMARY KEY,
    url varchar(500) NOT NULL,
    name varchar(120) NOT NULL,
    events varchar(30)[] NOT NULL,
    agency integer REFERENCES agency ON DELETE RESTRICT,  -- empty: the whole province
    rotation integer NOT NULL DEFAULT 1,  -- its secret is derived; a new rotation is a new secret
    version integer NOT NULL DEFAULT 1,
    made_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    made_at timestamptz NOT NULL,
    paused_at timestamptz,
    told_line bigint NOT NULL  -- state changes up to this line of history are in the outbox
);
CREATE INDEX hook_agency ON hook (agency);
CREATE TABLE hook_message (
    id bigserial PRIMARY KEY,
    hook integer NOT NULL REFERENCES hook ON DELETE RESTRICT,
    key varchar(80) NOT NULL,  -- overdue/2024-11-06, line/4711
    event varchar(30) NOT NULL,
    content text NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sending', 'sent', 'failed')),
    tries smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    lease_owner varchar(60) NOT NULL DEFAULT '',
    lease_until timestamptz,
    sent_at timestamptz,
    answer smallint,  -- HTTP status of the last try
    trouble varchar(500) NOT NULL DEFAULT '',
    UNIQUE (hook, key),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX hook_message_due ON hook_message (next_try_at, id) WHERE state IN ('ready', 'sending');
