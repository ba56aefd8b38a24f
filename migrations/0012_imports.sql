-- Files that were carried out: each with its document and rows, where tasks came from, what was remembered,
-- and drafts between the upload of a file and its writing.

CREATE TABLE import_run (
    id serial PRIMARY KEY,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    kind varchar(10) NOT NULL CHECK (kind IN ('annex', 'csv')),
    source_document integer REFERENCES source_document ON DELETE RESTRICT,
    file_name varchar(200) NOT NULL,
    file_sha256 bytea NOT NULL REFERENCES stored_file ON DELETE RESTRICT,
    sheet text NOT NULL DEFAULT '',  -- names of the sheets whose tables were taken
    mapping jsonb NOT NULL DEFAULT '[]',  -- of each table: sheet, rows of the head, letter -> meaning
    signature varchar(64) NOT NULL DEFAULT '',  -- of the first table's head
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    at timestamptz NOT NULL,
    totals jsonb NOT NULL DEFAULT '{}',
    CHECK (kind <> 'annex' OR source_document IS NOT NULL)
);
CREATE INDEX import_run_file ON import_run (file_sha256);
CREATE INDEX import_run_document ON import_run (source_document);
CREATE INDEX import_run_programme ON import_run (programme);
CREATE INDEX import_run_person ON import_run (person);
CREATE INDEX import_run_at ON import_run (at);

CREATE TABLE import_row (
    id bigserial PRIMARY KEY,
    run integer NOT NULL REFERENCES import_run ON DELETE RESTRICT,
    sheet text NOT NULL,
    "row" integer NOT NULL,
    outcome varchar(10) NOT NULL CHECK (outcome IN ('new', 'changed', 'left', 'same', 'error', 'skipped')),
    skipped varchar(20) NOT NULL DEFAULT '',  -- why the row is no task
    item varchar(60) NOT NULL DEFAULT '',
    code varchar(40) NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    task integer REFERENCES task ON DELETE RESTRICT,
    diff jsonb NOT NULL DEFAULT '{}',  -- field -> now, then; in words
    problems jsonb NOT NULL DEFAULT '[]',
    UNIQUE (run, sheet, "row")
);
CREATE INDEX import_row_task ON import_row (task);

-- What a run tells is as final as history. Rows of runs are looked up by others, and a foreign key locks what
-- it looks up, so the right to change them cannot be taken away from the owner as well.
CREATE FUNCTION import_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of an import is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER import_run_final BEFORE UPDATE OR DELETE OR TRUNCATE ON import_run
    FOR EACH STATEMENT EXECUTE FUNCTION import_is_final();
CREATE TRIGGER import_row_final BEFORE UPDATE OR DELETE OR TRUNCATE ON import_row
    FOR EACH STATEMENT EXECUTE FUNCTION import_is_final();
REVOKE UPDATE, DELETE, TRUNCATE ON import_row FROM PUBLIC, CURRENT_USER;

-- The natural key: the document and the place in it. A later version of the document may move a task in it.
CREATE TABLE task_origin (
    id bigserial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    source_document integer NOT NULL REFERENCES source_document ON DELETE RESTRICT,
    item varchar(60) NOT NULL CHECK (item <> ''),
    run integer NOT NULL REFERENCES import_run ON DELETE RESTRICT,
    UNIQUE (source_document, item)
);
CREATE INDEX task_origin_task ON task_origin (task);
CREATE INDEX task_origin_run ON task_origin (run);

-- Remembered: what the columns under a head mean, and which agency a name means.
CREATE TABLE import_mapping (
    id serial PRIMARY KEY,
    signature varchar(64) UNIQUE NOT NULL,
    mapping jsonb NOT NULL,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    at timestamptz NOT NULL
);
CREATE INDEX import_mapping_person ON import_mapping (person);

CREATE TABLE agency_name (
    id serial PRIMARY KEY,
    name varchar(400) UNIQUE NOT NULL CHECK (name <> ''),  -- as normalised
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    at timestamptz NOT NULL
);
CREATE INDEX agency_name_agency ON agency_name (agency);
CREATE INDEX agency_name_person ON agency_name (person);

CREATE TABLE import_draft (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    file_name varchar(200) NOT NULL,
    file_sha256 bytea NOT NULL CHECK (length(file_sha256) = 32),
    content bytea NOT NULL,
    document jsonb NOT NULL DEFAULT '{}',  -- facts of the document as entered
    mapping jsonb NOT NULL DEFAULT '{}',
    choices jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    at timestamptz NOT NULL,  -- when the file came; a draft that was left goes by itself
    run integer REFERENCES import_run ON DELETE RESTRICT  -- what it became
);
CREATE INDEX import_draft_person ON import_draft (person);
CREATE INDEX import_draft_programme ON import_draft (programme);
CREATE INDEX import_draft_at ON import_draft (at);
CREATE INDEX import_draft_run ON import_draft (run);

-- No page can reckon with a day that lies outside every calendar, or with an infinite one.
ALTER TABLE task ADD CHECK (due_on BETWEEN '1900-01-01' AND '2200-12-31'),
    ADD CHECK (original_due_on BETWEEN '1900-01-01' AND '2200-12-31');
