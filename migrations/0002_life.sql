-- The whole life of a task: parts, refusal, two levels of confirmation, suspension, contributions,
-- drafts, bulk edits, recurrences.

ALTER TABLE programme
    ADD official_deadline varchar(8) NOT NULL DEFAULT 'current',
    ADD refusal_days smallint NOT NULL DEFAULT 3,
    ADD explanation_days smallint NOT NULL DEFAULT 5,
    ADD CHECK (official_deadline IN ('current', 'original')),
    ADD CHECK (refusal_days BETWEEN 0 AND 30),
    ADD CHECK (explanation_days BETWEEN 1 AND 60);

-- tasks ----------------------------------------------------------------------------------------

ALTER TABLE task
    ADD parent integer REFERENCES task ON DELETE RESTRICT,
    ADD part varchar(10) NOT NULL DEFAULT '',
    ADD part_label varchar(80) NOT NULL DEFAULT '',
    ADD opens_on date,
    ADD given_at timestamptz,
    ADD resumes_to varchar(12) NOT NULL DEFAULT '',
    ADD stop_number varchar(60) NOT NULL DEFAULT '',
    ADD stop_date date,
    ADD stop_reason text NOT NULL DEFAULT '',
    ADD result_issuer varchar(200) NOT NULL DEFAULT '',
    ADD endorsed_at timestamptz,
    ADD endorsed_by integer REFERENCES person ON DELETE RESTRICT,
    ADD confirmation_number varchar(60) NOT NULL DEFAULT '',
    ADD confirmation_date date;

-- A completion may rest on files instead of a document, and a task may be refused.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'task'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%result_number%'
    LOOP
        EXECUTE format('ALTER TABLE task DROP CONSTRAINT %I', name);
    END LOOP;
END $$;
ALTER TABLE task
    DROP CONSTRAINT task_state,
    ADD CONSTRAINT task_state CHECK (state IN ('assigned', 'refused', 'accepted', 'in_progress', 'submitted',
        'returned', 'confirmed', 'suspended', 'withdrawn')),
    ADD CONSTRAINT task_result CHECK (result_date IS NULL OR result_number <> ''),
    ADD CONSTRAINT task_confirmation CHECK ((confirmation_number = '') = (confirmation_date IS NULL)
        AND (confirmation_number = '' OR state = 'confirmed')),
    ADD CONSTRAINT task_endorsement CHECK ((endorsed_at IS NULL) = (endorsed_by IS NULL)
        AND (endorsed_at IS NULL OR state IN ('submitted', 'confirmed'))),
    ADD CONSTRAINT task_stop CHECK ((resumes_to <> '') = (state IN ('suspended', 'withdrawn'))),
    ADD CONSTRAINT task_part CHECK (part IN ('', 'milestone', 'occurrence')
        AND (part = '') = (parent IS NULL) AND parent <> id
        AND (part <> 'occurrence' OR opens_on IS NOT NULL));

-- A part of another task has its own life and page, but stands in no list and no total: its task does.
ALTER TABLE task DROP COLUMN urgency CASCADE;  -- the indexes that begin with it go too
ALTER TABLE task ADD urgency smallint
    GENERATED ALWAYS AS (CASE WHEN part <> '' THEN 9::smallint ELSE urgency(state) END) STORED;
CREATE INDEX task_by_urgency ON task (programme, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, lead_agency, area, starred);
CREATE INDEX task_of_lead ON task (lead_agency, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, programme, area, starred);
CREATE INDEX task_of_area ON task (area, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, programme, lead_agency, starred);
CREATE INDEX task_of_source ON task (source_document, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, programme, lead_agency, area, starred);
CREATE INDEX task_starred ON task (programme, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, lead_agency, area) WHERE starred;
CREATE INDEX task_awaiting ON task (programme, submitted_on, id)
    INCLUDE (urgency, due_key, lead_agency, area, starred) WHERE urgency = 1;
CREATE INDEX task_by_progress ON task (programme, progressed_on DESC NULLS LAST, id)
    INCLUDE (urgency, due_key, submitted_on, lead_agency, area, starred);
CREATE TRIGGER coordinators_follow AFTER UPDATE ON task FOR EACH ROW
    WHEN ((NEW.programme, NEW.lead_agency, NEW.source_document, NEW.urgency, NEW.due_key, NEW.submitted_on)
          IS DISTINCT FROM
          (OLD.programme, OLD.lead_agency, OLD.source_document, OLD.urgency, OLD.due_key, OLD.submitted_on))
    EXECUTE FUNCTION coordinators_follow();

CREATE INDEX task_endorsed_by ON task (endorsed_by);
CREATE INDEX task_parent ON task (parent, due_key, id) WHERE parent IS NOT NULL;
CREATE INDEX task_open_parts ON task (lead_agency, due_key, id)
    WHERE part <> '' AND state NOT IN ('confirmed', 'withdrawn');
CREATE INDEX task_waiting_parts ON task (programme, submitted_on, id) WHERE part <> '' AND state = 'submitted';
CREATE INDEX task_refused ON task (programme, changed_at, id) WHERE state = 'refused';

DROP TRIGGER task_stands ON task;
CREATE TRIGGER task_stands AFTER INSERT OR UPDATE ON task
    FOR EACH ROW WHEN (NEW.part = '') EXECUTE FUNCTION task_stands();

-- How a task comes back: its occurrences are made ahead by this rule.
CREATE TABLE recurrence (
    id serial PRIMARY KEY,
    task integer UNIQUE NOT NULL REFERENCES task ON DELETE CASCADE,
    every varchar(12) NOT NULL,
    due_month smallint,
    due_day smallint,
    from_on date NOT NULL,
    until_on date,
    CHECK (every IN ('monthly', 'quarterly', 'half_yearly', 'yearly')),
    CHECK (due_month BETWEEN 1 AND 12),
    CHECK (due_day BETWEEN 1 AND 31),
    CHECK (until_on >= from_on)
);

-- what agencies owe each other ------------------------------------------------------------------

ALTER TABLE task_coordinator
    ADD question text NOT NULL DEFAULT '',
    ADD asked_at timestamptz,
    ADD asked_by integer REFERENCES person ON DELETE RESTRICT,
    ADD answer_by date,
    ADD answered_at timestamptz,
    ADD answered_by integer REFERENCES person ON DELETE RESTRICT;
CREATE INDEX task_coordinator_asked_by ON task_coordinator (asked_by);
CREATE INDEX task_coordinator_answered_by ON task_coordinator (answered_by);
CREATE INDEX task_coordinator_owing ON task_coordinator (agency, answer_by, task)
    WHERE asked_at IS NOT NULL AND contribution IN ('asked', 'contributing') AND until_on = 'infinity';

ALTER TABLE extension
    ADD document_number varchar(60) NOT NULL DEFAULT '',
    ADD document_date date,
    ADD CHECK ((document_number = '') = (document_date IS NULL));

-- the office's desk -----------------------------------------------------------------------------

CREATE TABLE task_draft (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    typed jsonb NOT NULL,
    source_task integer REFERENCES task ON DELETE SET NULL,
    made_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    issued_as integer REFERENCES task ON DELETE RESTRICT,
    issued_at timestamptz,
    CHECK ((issued_as IS NULL) = (issued_at IS NULL))
);
CREATE INDEX task_draft_open ON task_draft (programme, id) WHERE issued_at IS NULL;
CREATE INDEX task_draft_source_task ON task_draft (source_task);
CREATE INDEX task_draft_made_by ON task_draft (made_by);
CREATE INDEX task_draft_issued_as ON task_draft (issued_as);

CREATE TABLE bulk_edit (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    at timestamptz NOT NULL,
    said jsonb NOT NULL,
    undone_at timestamptz,
    undone_by integer REFERENCES person ON DELETE RESTRICT
);
CREATE INDEX bulk_edit_programme ON bulk_edit (programme, id);
CREATE INDEX bulk_edit_person ON bulk_edit (person);
CREATE INDEX bulk_edit_undone_by ON bulk_edit (undone_by);
CREATE TABLE bulk_edit_task (
    id bigserial PRIMARY KEY,
    bulk_edit integer NOT NULL REFERENCES bulk_edit ON DELETE CASCADE,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    version integer NOT NULL,
    UNIQUE (bulk_edit, task)
);
CREATE INDEX bulk_edit_task_task ON bulk_edit_task (task);
