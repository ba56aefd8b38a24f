-- Files of evidence: what lies in the store by its content, and which task it belongs to.

CREATE TABLE stored_file (
    sha256 bytea PRIMARY KEY,
    size bigint NOT NULL,
    stored_at timestamptz NOT NULL,
    checked_at timestamptz NOT NULL,
    trouble varchar(20) NOT NULL DEFAULT '',
    CHECK (length(sha256) = 32),
    CHECK (size > 0),
    CHECK (trouble IN ('', 'missing', 'damaged'))
);
CREATE INDEX stored_file_checked_at ON stored_file (checked_at, sha256);

CREATE TABLE evidence (
    id serial PRIMARY KEY,
    task integer NOT NULL REFERENCES task ON DELETE CASCADE,
    agency integer NOT NULL REFERENCES agency ON DELETE RESTRICT,
    uploaded_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    uploaded_at timestamptz NOT NULL,
    sha256 bytea NOT NULL REFERENCES stored_file ON DELETE RESTRICT,
    size bigint NOT NULL,
    name varchar(200) NOT NULL,
    kind varchar(10) NOT NULL,
    purpose varchar(12) NOT NULL DEFAULT 'result',
    note text NOT NULL DEFAULT '',
    scan varchar(10) NOT NULL DEFAULT 'unscanned',
    removed_at timestamptz,
    removed_by integer REFERENCES person ON DELETE RESTRICT,
    CHECK (size > 0),
    CHECK (name <> ''),
    CHECK (kind IN ('pdf', 'docx', 'xlsx', 'jpg', 'png')),
    CHECK (purpose IN ('result', 'contribution', 'decision')),
    CHECK (length(note) <= 300),
    CHECK (scan IN ('clean', 'unscanned')),
    CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
    CHECK (removed_at >= uploaded_at)
);
-- The same content stands on a task once.
CREATE UNIQUE INDEX evidence_once ON evidence (task, sha256) WHERE removed_at IS NULL;
-- What an agency's quota is counted from.
CREATE INDEX evidence_kept ON evidence (agency) INCLUDE (size) WHERE removed_at IS NULL;
CREATE INDEX evidence_task ON evidence (task, id);
CREATE INDEX evidence_agency ON evidence (agency);
CREATE INDEX evidence_uploaded_by ON evidence (uploaded_by);
CREATE INDEX evidence_sha256 ON evidence (sha256);
CREATE INDEX evidence_removed_by ON evidence (removed_by);
