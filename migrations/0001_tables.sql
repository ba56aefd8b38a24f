-- The tables, as tracker/*/tables.py describe them. Moments have no default: the time is always passed in.

CREATE TABLE agency (
    id serial PRIMARY KEY,
    code varchar(30) UNIQUE NOT NULL,
    short_name varchar(100) NOT NULL,
    name varchar(200) NOT NULL,
    kind varchar(20) NOT NULL,
    sort_order integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    email varchar(254) NOT NULL DEFAULT ''
);

CREATE TABLE agency_successor (
    id serial PRIMARY KEY,
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    successor integer NOT NULL REFERENCES agency ON DELETE RESTRICT
);
CREATE INDEX agency_successor_agency ON agency_successor (agency);
CREATE INDEX agency_successor_successor ON agency_successor (successor);

CREATE TABLE agency_alias (
    id serial PRIMARY KEY,
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    alias varchar(200) NOT NULL
);
CREATE INDEX agency_alias_agency ON agency_alias (agency);
CREATE INDEX agency_alias_alias ON agency_alias (alias);

CREATE TABLE person (
    id serial PRIMARY KEY,
    username varchar(60) UNIQUE NOT NULL,
    full_name varchar(120) NOT NULL,
    title varchar(200) NOT NULL DEFAULT '',
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    role varchar(10) NOT NULL,
    email varchar(254) NOT NULL DEFAULT '',
    language varchar(2) NOT NULL DEFAULT 'vi',
    password_hash varchar(200),
    must_change_password boolean NOT NULL DEFAULT false,
    may_submit boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);
CREATE INDEX person_agency ON person (agency);

CREATE TABLE session (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE CASCADE,
    token_hash bytea UNIQUE NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    address varchar(45) NOT NULL DEFAULT '',
    device varchar(200) NOT NULL DEFAULT ''
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires_at ON session (expires_at);

CREATE TABLE sign_in_attempt (
    id serial PRIMARY KEY,
    username varchar(60) NOT NULL,
    address varchar(45) NOT NULL,
    at timestamptz NOT NULL,
    pending boolean NOT NULL DEFAULT true
);
CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);

CREATE TABLE programme (
    id serial PRIMARY KEY,
    code varchar(30) UNIQUE NOT NULL,
    name varchar(300) NOT NULL,
    short_name varchar(120) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    confirmation_levels integer NOT NULL DEFAULT 1,
    silent_days integer NOT NULL DEFAULT 30
);

CREATE TABLE area (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    code varchar(30) UNIQUE NOT NULL,
    name varchar(200) NOT NULL,
    sort_order integer NOT NULL
);
CREATE INDEX area_programme ON area (programme);

CREATE TABLE source_document (
    id serial PRIMARY KEY,
    number varchar(60) NOT NULL,
    kind varchar(60) NOT NULL DEFAULT '',
    issuer varchar(200) NOT NULL,
    issued_on date NOT NULL,
    title text NOT NULL,
    signer varchar(120) NOT NULL DEFAULT ''
);

CREATE TABLE task (
    id serial PRIMARY KEY,
    code varchar(40) UNIQUE NOT NULL,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    area integer NOT NULL REFERENCES area ON DELETE RESTRICT,
    title text NOT NULL,
    source_document integer REFERENCES source_document ON DELETE RESTRICT,
    source_clause text NOT NULL DEFAULT '',
    lead_agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    responsible integer REFERENCES person ON DELETE RESTRICT,
    monitor integer REFERENCES person ON DELETE RESTRICT,
    leader integer REFERENCES person ON DELETE RESTRICT,
    expected_output text NOT NULL DEFAULT '',
    deadline_text text NOT NULL DEFAULT '',
    due_on date,
    due_precision varchar(10) NOT NULL DEFAULT 'day',
    original_due_on date,
    priority varchar(10) NOT NULL DEFAULT 'normal',
    starred boolean NOT NULL DEFAULT false,
    state varchar(12) NOT NULL DEFAULT 'assigned',
    assigned_at timestamptz NOT NULL,
    accepted_at timestamptz,
    submitted_at timestamptz,
    submitted_on date GENERATED ALWAYS AS ((submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) STORED,
    submitted_by integer REFERENCES person ON DELETE RESTRICT,
    confirmed_at timestamptz,
    result_number varchar(60) NOT NULL DEFAULT '',
    result_date date,
    percent smallint NOT NULL DEFAULT 0,
    progress_note text NOT NULL DEFAULT '',
    progressed_at timestamptz,
    progressed_on date GENERATED ALWAYS AS ((progressed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) STORED,
    difficulty_kind varchar(20) NOT NULL DEFAULT '',
    difficulties text NOT NULL DEFAULT '',
    cause_kind varchar(12) NOT NULL DEFAULT '',
    cause_text text NOT NULL DEFAULT '',
    forecast text NOT NULL DEFAULT '',
    proposal text NOT NULL DEFAULT '',
    extension_count smallint NOT NULL DEFAULT 0,
    search text NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX task_source_document ON task (source_document);
CREATE INDEX task_responsible ON task (responsible);
CREATE INDEX task_monitor ON task (monitor);
CREATE INDEX task_leader ON task (leader);
CREATE INDEX task_submitted_by ON task (submitted_by);

CREATE TABLE standing (
    id bigserial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    from_on date NOT NULL,
    until_on date NOT NULL,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    area integer NOT NULL REFERENCES area ON DELETE RESTRICT,
    lead_agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    state varchar(12) NOT NULL,
    due_on date,
    original_due_on date,
    submitted_on date,
    progressed_on date,
    percent smallint NOT NULL DEFAULT 0,
    starred boolean NOT NULL DEFAULT false
);

CREATE TABLE tally (
    programme integer NOT NULL,
    scope varchar(4) NOT NULL,
    lead integer NOT NULL,
    area integer NOT NULL,
    span varchar(5) NOT NULL,
    on_day date NOT NULL,
    bucket varchar(12) NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (programme, scope, span, on_day, lead, area, bucket)
);

CREATE TABLE task_coordinator (
    id serial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    from_on date NOT NULL,
    until_on date NOT NULL,
    contribution varchar(12) NOT NULL DEFAULT 'asked',
    contribution_text text NOT NULL DEFAULT ''
);

CREATE TABLE progress_update (
    id bigserial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    at timestamptz NOT NULL,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    text text NOT NULL,
    percent smallint NOT NULL,
    difficulty_kind varchar(20) NOT NULL DEFAULT '',
    difficulties text NOT NULL DEFAULT '',
    cause_kind varchar(12) NOT NULL DEFAULT '',
    cause_text text NOT NULL DEFAULT '',
    forecast text NOT NULL DEFAULT '',
    proposal text NOT NULL DEFAULT ''
);
CREATE INDEX progress_update_task ON progress_update (task);
CREATE INDEX progress_update_person ON progress_update (person);

CREATE TABLE extension (
    id serial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    requested_at timestamptz NOT NULL,
    requested_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    reason text NOT NULL,
    proposed_due_on date NOT NULL,
    decision varchar(10) NOT NULL DEFAULT '',
    decided_at timestamptz,
    decided_by integer REFERENCES person ON DELETE RESTRICT,
    decision_text text NOT NULL DEFAULT '',
    granted_due_on date
);
CREATE INDEX extension_task ON extension (task);
CREATE INDEX extension_requested_by ON extension (requested_by);
CREATE INDEX extension_decided_by ON extension (decided_by);

CREATE TABLE explanation (
    id serial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    asked_at timestamptz NOT NULL,
    asked_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    question text NOT NULL,
    answer_by date,
    answered_at timestamptz,
    answered_by integer REFERENCES person ON DELETE RESTRICT,
    answer text NOT NULL DEFAULT ''
);
CREATE INDEX explanation_task ON explanation (task);
CREATE INDEX explanation_asked_by ON explanation (asked_by);
CREATE INDEX explanation_answered_by ON explanation (answered_by);

CREATE TABLE form_key (
    id bigserial PRIMARY KEY,
    key uuid UNIQUE NOT NULL,
    person integer NOT NULL REFERENCES person ON DELETE CASCADE,
    purpose varchar(80) NOT NULL,
    digest varchar(64) NOT NULL,
    location text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX form_key_person ON form_key (person);
CREATE INDEX form_key_created_at ON form_key (created_at);

CREATE TABLE history (
    id bigserial PRIMARY KEY,
    kind varchar(20) NOT NULL,
    object_id integer NOT NULL,
    verb varchar(30) NOT NULL,
    at timestamptz NOT NULL,
    actor integer REFERENCES person ON DELETE RESTRICT,
    actor_name varchar(120) NOT NULL DEFAULT '',
    actor_agency varchar(200) NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 0,
    text text NOT NULL DEFAULT '',
    changes jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX history_actor ON history (actor);

CREATE TABLE letter (
    id bigserial PRIMARY KEY,
    key varchar(120) UNIQUE NOT NULL,
    kind varchar(30) NOT NULL,
    person integer REFERENCES person ON DELETE RESTRICT,
    recipient varchar(254) NOT NULL,
    subject text NOT NULL,
    message_id varchar(200) NOT NULL,
    content bytea NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'ready',
    tries smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    lease_owner varchar(60) NOT NULL DEFAULT '',
    lease_until timestamptz,
    sent_at timestamptz,
    trouble text NOT NULL DEFAULT ''
);
CREATE INDEX letter_person ON letter (person);

CREATE TABLE reminder_run (
    id serial PRIMARY KEY,
    key varchar(60) UNIQUE NOT NULL,
    kind varchar(30) NOT NULL,
    on_day date NOT NULL,
    made_at timestamptz NOT NULL
);

CREATE TABLE reminder_owed (
    id bigserial PRIMARY KEY,
    run integer NOT NULL REFERENCES reminder_run ON DELETE RESTRICT,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    outcome varchar(20) NOT NULL,
    letter integer REFERENCES letter ON DELETE RESTRICT,
    tasks jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX reminder_owed_person ON reminder_owed (person);
CREATE INDEX reminder_owed_letter ON reminder_owed (letter);

CREATE TABLE job_run (
    id serial PRIMARY KEY,
    job varchar(40) NOT NULL,
    due_at timestamptz NOT NULL,
    owner varchar(60) NOT NULL,
    lease_until timestamptz NOT NULL,
    done_at timestamptz,
    outcome varchar(200) NOT NULL DEFAULT ''
);

CREATE TABLE holiday (
    id serial PRIMARY KEY,
    on_day date UNIQUE NOT NULL,
    works varchar(5) NOT NULL DEFAULT 'off',
    name varchar(120) NOT NULL DEFAULT ''
);
