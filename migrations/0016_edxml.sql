-- Documents that came in as edXML, their files, and the status files written for their senders.

CREATE TABLE edxml_document (
    id serial PRIMARY KEY,
    document_id varchar(200) NOT NULL,  -- sender's code, day, number: as the sender wrote it
    sha256 bytea UNIQUE NOT NULL,
    sender_id varchar(60) NOT NULL,
    sender_name varchar(300) NOT NULL,
    receiver_id varchar(60) NOT NULL DEFAULT '',
    receiver_name varchar(300) NOT NULL DEFAULT '',
    number varchar(60) NOT NULL,
    issued_on date NOT NULL,
    kind text NOT NULL DEFAULT '',
    subject text NOT NULL,
    signer text NOT NULL DEFAULT '',
    due_on date,
    business smallint NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    taken_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    taken_at timestamptz NOT NULL,
    CHECK (length(sha256) = 32),
    CHECK (business BETWEEN 0 AND 3)
);
CREATE INDEX edxml_document_known ON edxml_document (document_id);
CREATE INDEX edxml_document_taken_by ON edxml_document (taken_by);

CREATE TABLE edxml_file (
    id serial PRIMARY KEY,
    document integer NOT NULL REFERENCES edxml_document ON DELETE CASCADE,
    name varchar(200) NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    content bytea,  -- empty: not kept, and why
    trouble text NOT NULL DEFAULT '',
    CHECK ((content IS NULL) = (trouble <> ''))
);
CREATE INDEX edxml_file_document ON edxml_file (document);

CREATE TABLE edxml_status (
    id serial PRIMARY KEY,
    document integer NOT NULL REFERENCES edxml_document ON DELETE RESTRICT,
    code varchar(2) NOT NULL,
    description varchar(500) NOT NULL DEFAULT '',
    content bytea NOT NULL,
    written_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    written_at timestamptz NOT NULL
);
CREATE INDEX edxml_status_document ON edxml_status (document);
CREATE INDEX edxml_status_written_by ON edxml_status (written_by);
