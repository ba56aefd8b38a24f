-- The rules that a database can keep, the indexes that pages walk, and the triggers that keep
-- the standing of every past day and the tally of buckets.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- people ---------------------------------------------------------------------------------------

ALTER TABLE agency
    ADD CHECK (code <> '' AND name <> '' AND short_name <> ''),
    ADD CHECK (kind IN ('province_office', 'department', 'vertical', 'board', 'district', 'commune')),
    ADD CHECK (valid_to IS NULL OR valid_to >= valid_from);
ALTER TABLE agency_successor ADD UNIQUE (agency, successor), ADD CHECK (agency <> successor);
ALTER TABLE agency_alias ADD UNIQUE (agency, alias), ADD CHECK (alias <> '');
ALTER TABLE person
    ADD CHECK (username ~ '^[a-z0-9][a-z0-9._-]*$'),
    ADD CHECK (full_name <> ''),
    ADD CHECK (role IN ('member', 'office', 'lead', 'staff', 'auditor', 'admin')),
    ADD CHECK (language IN ('vi', 'en')),
    ADD CHECK (NOT may_submit OR role = 'staff');
ALTER TABLE session ADD CHECK (length(token_hash) = 32), ADD CHECK (expires_at > created_at);
CREATE INDEX sign_in_attempt_username ON sign_in_attempt (username, at);
CREATE INDEX sign_in_attempt_address ON sign_in_attempt (address, at);

-- programmes -----------------------------------------------------------------------------------

ALTER TABLE programme
    ADD CHECK (code <> '' AND name <> ''),
    ADD CHECK (confirmation_levels IN (1, 2)),
    ADD CHECK (silent_days BETWEEN 1 AND 365);
ALTER TABLE source_document ADD UNIQUE (number, issued_on), ADD CHECK (number <> '');

-- tasks ----------------------------------------------------------------------------------------

ALTER TABLE task
    ADD CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$'),
    ADD CHECK (length(title) BETWEEN 1 AND 2000),
    ADD CHECK (due_precision IN ('day', 'month', 'quarter', 'year', 'periodic', 'none')),
    ADD CHECK ((due_precision = 'none') = (due_on IS NULL)),
    ADD CHECK (original_due_on IS NULL OR due_on IS NOT NULL),
    ADD CHECK (priority IN ('normal', 'urgent', 'express')),
    ADD CONSTRAINT task_state CHECK (state IN
        ('assigned', 'accepted', 'in_progress', 'submitted', 'returned', 'confirmed', 'suspended', 'withdrawn')),
    ADD CHECK (percent BETWEEN 0 AND 100),
    ADD CHECK (difficulty_kind IN ('', 'central_law', 'provincial_rule', 'resources', 'coordination')),
    ADD CHECK (cause_kind IN ('', 'objective', 'subjective')),
    ADD CHECK (version >= 1 AND extension_count >= 0),
    ADD CHECK (accepted_at >= assigned_at),
    ADD CHECK (accepted_at IS NOT NULL
        OR state NOT IN ('accepted', 'in_progress', 'submitted', 'returned', 'confirmed')),
    ADD CHECK ((submitted_at IS NOT NULL) = (state IN ('submitted', 'confirmed'))),
    ADD CHECK ((submitted_at IS NULL) = (submitted_by IS NULL)),
    ADD CHECK (submitted_at >= accepted_at),
    ADD CHECK ((confirmed_at IS NOT NULL) = (state = 'confirmed')),
    ADD CHECK (confirmed_at >= submitted_at),
    ADD CHECK (state <> 'confirmed' OR (result_number <> '' AND result_date IS NOT NULL));

ALTER TABLE standing ADD CHECK (from_on < until_on);
CREATE UNIQUE INDEX standing_now ON standing (task) WHERE until_on = 'infinity';

ALTER TABLE task_coordinator
    ADD CHECK (from_on < until_on),
    ADD CHECK (contribution IN ('asked', 'contributing', 'contributed', 'nothing'));
CREATE UNIQUE INDEX task_coordinator_now ON task_coordinator (task, agency) WHERE until_on = 'infinity';
CREATE INDEX task_coordinator_agency ON task_coordinator (agency, task);
CREATE INDEX task_coordinator_task ON task_coordinator (task);

ALTER TABLE progress_update
    ADD CHECK (length(text) BETWEEN 1 AND 4000),
    ADD CHECK (percent BETWEEN 0 AND 100);
ALTER TABLE extension
    ADD CHECK (decision IN ('', 'granted', 'refused')),
    ADD CHECK ((decision = '') = (decided_at IS NULL)),
    ADD CHECK ((decision = 'granted') = (granted_due_on IS NOT NULL));
CREATE UNIQUE INDEX extension_open ON extension (task) WHERE decision = '';
ALTER TABLE explanation ADD CHECK ((answered_at IS NULL) = (answer = ''));
CREATE INDEX explanation_open ON explanation (task) WHERE answered_at IS NULL;

-- Lists: what is open comes first, the longest overdue at the top; then what waits, then what is done.
-- Every bucket is one stretch of (urgency, due_key) or a filter within one, and the indexes carry what
-- lists are narrowed by, so that a page or a count reads index entries in order and nothing else.
CREATE FUNCTION urgency(state varchar) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    (CASE WHEN state = 'submitted' THEN 1
          WHEN state = 'confirmed' THEN 2
          WHEN state = 'withdrawn' THEN 3
          ELSE 0 END)::smallint;
ALTER TABLE task
    ADD urgency smallint GENERATED ALWAYS AS (urgency(state)) STORED,
    ADD due_key date GENERATED ALWAYS AS (coalesce(due_on, 'infinity')) STORED,
    ADD heard_on date GENERATED ALWAYS AS  -- the day of the last word of it: a silent task's is long ago
        ((coalesce(progressed_at, assigned_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) STORED;
ALTER TABLE standing
    ADD urgency smallint GENERATED ALWAYS AS (urgency(state)) STORED,
    ADD due_key date GENERATED ALWAYS AS (coalesce(due_on, 'infinity')) STORED,
    ADD heard_on date NOT NULL,
    ADD UNIQUE (task, from_on) INCLUDE (until_on, programme, urgency, due_key, submitted_on, heard_on);

CREATE INDEX task_by_urgency ON task (programme, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, lead_agency, area, starred);
CREATE INDEX task_of_lead ON task (lead_agency, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, programme, area, starred);
CREATE INDEX task_of_area ON task (area, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, programme, lead_agency, starred);
CREATE INDEX task_sources ON task (lead_agency, source_document);
CREATE INDEX task_of_source ON task (source_document, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, programme, lead_agency, area, starred);
CREATE INDEX task_starred ON task (programme, urgency, due_key, id)
    INCLUDE (submitted_on, progressed_on, heard_on, lead_agency, area) WHERE starred;
CREATE INDEX task_assigned ON task (programme, assigned_at, id) WHERE state = 'assigned';
CREATE INDEX task_to_answer ON task (lead_agency, state) WHERE state IN ('assigned', 'returned');
CREATE INDEX task_awaiting ON task (programme, submitted_on, id)
    INCLUDE (urgency, due_key, lead_agency, area, starred) WHERE urgency = 1;
CREATE INDEX task_progressed ON task (programme, progressed_on)
    WHERE state NOT IN ('submitted', 'confirmed', 'withdrawn');
CREATE INDEX task_by_progress ON task (programme, progressed_on DESC NULLS LAST, id)
    INCLUDE (urgency, due_key, submitted_on, lead_agency, area, starred);
CREATE INDEX task_changed ON task (programme, changed_at DESC, id);
CREATE INDEX task_by_code ON task (programme, code);
CREATE INDEX task_search ON task USING gin (search gin_trgm_ops);

-- Past days: what was in time or done on a day lies together by deadline. What was overdue or waited then
-- lies among far more that was so for a while and ended: what still is so has an index of its own, and
-- what has ended is found by the days it lasted.
CREATE INDEX standing_by_urgency ON standing (programme, urgency, due_key, task)
    INCLUDE (from_on, until_on, submitted_on, progressed_on, heard_on, lead_agency, area, starred);
CREATE INDEX standing_of_lead ON standing (lead_agency, urgency, due_key, task)
    INCLUDE (from_on, until_on, submitted_on, progressed_on, heard_on, programme, area, starred);
CREATE FUNCTION overdue_days(from_on date, until_on date, due_key date) RETURNS daterange
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    daterange(least(greatest(from_on, due_key + 1), until_on), until_on);
CREATE INDEX standing_still ON standing (programme, urgency, due_key, task)
    INCLUDE (from_on, submitted_on, progressed_on, heard_on, lead_agency, area, starred)
    WHERE until_on = 'infinity' AND urgency < 2;
CREATE INDEX standing_was_overdue ON standing USING gist (overdue_days(from_on, until_on, due_key))
    INCLUDE (programme, urgency, due_key, task, from_on, until_on, progressed_on, heard_on, lead_agency, area, starred)
    WHERE urgency = 0 AND until_on > due_key + 1 AND until_on < 'infinity';
CREATE INDEX standing_waited ON standing USING gist (daterange(from_on, until_on))
    INCLUDE (programme, urgency, due_key, task, from_on, until_on, submitted_on, progressed_on, lead_agency, area, starred)
    WHERE urgency = 1 AND until_on < 'infinity';
CREATE INDEX standing_starred ON standing (programme, urgency, due_key, task)
    INCLUDE (from_on, until_on, submitted_on, progressed_on, heard_on, lead_agency, area) WHERE starred;

-- A coordinator's rows carry what its lists are ordered by; see task_stands(). Who leads a task does not
-- coordinate it as well.
ALTER TABLE task_coordinator
    ADD programme integer,
    ADD urgency smallint,
    ADD due_key date,
    ADD submitted_on date,
    ADD lead_agency integer,
    ADD source_document integer;
CREATE INDEX task_coordinator_leads ON task_coordinator (agency, lead_agency);
CREATE INDEX task_coordinator_sources ON task_coordinator (agency, source_document);
CREATE INDEX task_coordinated ON task_coordinator (agency, urgency, due_key, task)
    INCLUDE (programme, submitted_on) WHERE until_on = 'infinity';
CREATE FUNCTION coordinator_joins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT programme, urgency, due_key, submitted_on, lead_agency, source_document
    INTO NEW.programme, NEW.urgency, NEW.due_key, NEW.submitted_on, NEW.lead_agency, NEW.source_document
    FROM task WHERE id = NEW.task AND lead_agency <> NEW.agency FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lead agency cannot coordinate too' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coordinator_joins BEFORE INSERT ON task_coordinator
    FOR EACH ROW EXECUTE FUNCTION coordinator_joins();

-- history --------------------------------------------------------------------------------------

CREATE INDEX history_object ON history (kind, object_id, id);
CREATE FUNCTION history_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_final BEFORE UPDATE OR DELETE OR TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_final();

-- letters and runs -----------------------------------------------------------------------------

ALTER TABLE letter
    ADD CHECK (state IN ('ready', 'sending', 'sent', 'failed', 'superseded')),
    ADD CHECK ((state = 'sent') = (sent_at IS NOT NULL));
CREATE INDEX letter_due ON letter (next_try_at, id) WHERE state IN ('ready', 'sending');
ALTER TABLE reminder_owed
    ADD UNIQUE (run, person),
    ADD CHECK (outcome IN ('letter', 'nothing_due', 'no_address')),
    ADD CHECK ((outcome = 'letter') = (letter IS NOT NULL));
ALTER TABLE job_run ADD UNIQUE (job, due_at);
ALTER TABLE holiday ADD CHECK (works IN ('off', 'works'));

-- the standing and the tally ---------------------------------------------------------------------

CREATE FUNCTION hanoi_day(at timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;

-- The bucket of a task on a day. Twin of tasks/rules.py:bucket; one test holds them together.
CREATE FUNCTION bucket_on(state varchar, due_on date, submitted_on date, day date) RETURNS varchar
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN state = 'withdrawn' THEN NULL
         WHEN state = 'submitted' THEN 'awaiting'
         WHEN state = 'confirmed' THEN CASE WHEN submitted_on > due_on THEN 'done_late' ELSE 'done_on_time' END
         WHEN due_on < day THEN 'overdue'
         ELSE 'in_time' END;

-- When a task with these facts, true from a day on, enters and leaves buckets: at once, and, while it is
-- open, on the day after its deadline. "due" counts tasks whose deadline has come: the plan line.
CREATE FUNCTION bucket_steps(state varchar, due_on date, submitted_on date, day date)
    RETURNS TABLE (on_day date, bucket varchar, change integer)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT day, bucket_on(state, due_on, submitted_on, day), 1 WHERE state <> 'withdrawn'
    UNION ALL
    SELECT due_on + 1, step.bucket, step.change
    FROM (VALUES ('in_time', -1), ('overdue', 1)) AS step (bucket, change)
    WHERE state NOT IN ('submitted', 'confirmed', 'withdrawn') AND due_on >= day
    UNION ALL
    SELECT greatest(day, due_on), 'due', 1 WHERE state <> 'withdrawn' AND due_on IS NOT NULL
$$;

CREATE FUNCTION tally_add(steps tally[]) RETURNS void LANGUAGE sql AS $$
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
    DO UPDATE SET change = kept.change + excluded.change
$$;

CREATE FUNCTION task_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day date := hanoi_day(NEW.changed_at);
    last standing;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.programme, NEW.area, NEW.lead_agency, NEW.state, NEW.due_on, NEW.original_due_on,
            NEW.submitted_on, NEW.progressed_on, NEW.percent, NEW.starred)
           IS NOT DISTINCT FROM
           (OLD.programme, OLD.area, OLD.lead_agency, OLD.state, OLD.due_on, OLD.original_due_on,
            OLD.submitted_on, OLD.progressed_on, OLD.percent, OLD.starred) THEN
            RETURN NULL;
        END IF;
        SELECT * INTO STRICT last FROM standing WHERE task = NEW.id AND until_on = 'infinity';
        day := greatest(day, last.from_on);  -- a clock that went back does not rewrite the past
        IF last.from_on = day THEN
            DELETE FROM standing WHERE id = last.id;
        ELSE
            UPDATE standing SET until_on = day WHERE id = last.id;
        END IF;
    END IF;
    INSERT INTO standing (task, from_on, until_on, programme, area, lead_agency, state, due_on,
                          original_due_on, submitted_on, progressed_on, percent, starred, heard_on)
    VALUES (NEW.id, day, 'infinity', NEW.programme, NEW.area, NEW.lead_agency, NEW.state, NEW.due_on,
            NEW.original_due_on, NEW.submitted_on, NEW.progressed_on, NEW.percent, NEW.starred, NEW.heard_on);
    IF TG_OP = 'INSERT' THEN
        PERFORM tally_add(ARRAY(
            SELECT (NEW.programme, '', NEW.lead_agency, NEW.area, '', on_day, bucket, change)::tally
            FROM bucket_steps(NEW.state, NEW.due_on, NEW.submitted_on, day)));
    ELSIF (NEW.programme, NEW.area, NEW.lead_agency, NEW.state, NEW.due_on, NEW.submitted_on)
          IS DISTINCT FROM
          (OLD.programme, OLD.area, OLD.lead_agency, OLD.state, OLD.due_on, OLD.submitted_on) THEN
        PERFORM tally_add(ARRAY(
            SELECT (OLD.programme, '', OLD.lead_agency, OLD.area, '', on_day, bucket, -change)::tally
            FROM bucket_steps(OLD.state, OLD.due_on, OLD.submitted_on, day)
            UNION ALL
            SELECT (NEW.programme, '', NEW.lead_agency, NEW.area, '', on_day, bucket, change)::tally
            FROM bucket_steps(NEW.state, NEW.due_on, NEW.submitted_on, day)));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER task_stands AFTER INSERT OR UPDATE ON task
    FOR EACH ROW EXECUTE FUNCTION task_stands();

CREATE FUNCTION coordinators_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day date := hanoi_day(NEW.changed_at);
BEGIN
    IF NEW.lead_agency <> OLD.lead_agency THEN
        DELETE FROM task_coordinator
        WHERE task = NEW.id AND agency = NEW.lead_agency AND until_on = 'infinity' AND from_on >= day;
        UPDATE task_coordinator SET until_on = day
        WHERE task = NEW.id AND agency = NEW.lead_agency AND until_on = 'infinity';
    END IF;
    UPDATE task_coordinator
    SET programme = NEW.programme, urgency = NEW.urgency, due_key = NEW.due_key,
        submitted_on = NEW.submitted_on, lead_agency = NEW.lead_agency, source_document = NEW.source_document
    WHERE task = NEW.id AND until_on = 'infinity';
    RETURN NULL;
END $$;
CREATE TRIGGER coordinators_follow AFTER UPDATE ON task FOR EACH ROW
    WHEN ((NEW.programme, NEW.lead_agency, NEW.source_document, NEW.urgency, NEW.due_key, NEW.submitted_on)
          IS DISTINCT FROM
          (OLD.programme, OLD.lead_agency, OLD.source_document, OLD.urgency, OLD.due_key, OLD.submitted_on))
    EXECUTE FUNCTION coordinators_follow();

-- What the tally must say, counted afresh from the standings: to compare it with, and to fill it after a
-- bulk load. A standing that has ended leaves its buckets on the day its successor begins;
-- steps that it would have taken after that day never happen. One arm a kind of step: the planner reads
-- them in parallel. Cells are counted first, then spread over spans, then gathered into scopes.
CREATE VIEW tally_recount AS
    WITH step AS (
        SELECT programme, lead_agency, area, from_on AS on_day,
               bucket_on(state, due_on, submitted_on, from_on) AS bucket, 1 AS change
        FROM standing WHERE state <> 'withdrawn'
        UNION ALL
        SELECT programme, lead_agency, area, until_on, bucket_on(state, due_on, submitted_on, until_on), -1
        FROM standing WHERE state <> 'withdrawn' AND until_on < 'infinity'
        UNION ALL
        SELECT programme, lead_agency, area, due_on + 1, 'in_time', -1
        FROM standing WHERE urgency = 0 AND due_on >= from_on AND due_on < until_on
        UNION ALL
        SELECT programme, lead_agency, area, due_on + 1, 'overdue', 1
        FROM standing WHERE urgency = 0 AND due_on >= from_on AND due_on < until_on
        UNION ALL
        SELECT programme, lead_agency, area, greatest(from_on, due_on), 'due', 1
        FROM standing WHERE state <> 'withdrawn' AND due_on < until_on
        UNION ALL
        SELECT programme, lead_agency, area, until_on, 'due', -1
        FROM standing WHERE state <> 'withdrawn' AND due_on < until_on AND until_on < 'infinity'
    ), cell AS (
        SELECT programme, lead_agency AS lead, area, on_day, bucket, sum(change) AS change
        FROM step GROUP BY programme, lead_agency, area, on_day, bucket HAVING sum(change) <> 0
    ), spread AS (
        SELECT programme, lead, area, span, date_trunc(span, on_day)::date AS on_day, bucket, sum(change) AS change
        FROM cell CROSS JOIN unnest(ARRAY['day', 'month', 'year']) AS span
        GROUP BY programme, lead, area, span, date_trunc(span, on_day)::date, bucket
    )
    SELECT programme, (ARRAY['both', 'lead', 'area', 'all'])[GROUPING(lead, area) + 1] AS scope,
           coalesce(lead, 0) AS lead, coalesce(area, 0) AS area, span, on_day, bucket, sum(change) AS change
    FROM spread
    GROUP BY programme, span, on_day, bucket, GROUPING SETS ((lead, area), (lead), (area), ())
    HAVING sum(change) <> 0;
