-- What a person filled in offline and has yet to look at: one book each, the last one sent.

CREATE TABLE offline_draft (
    id serial PRIMARY KEY,
    person integer NOT NULL UNIQUE REFERENCES person ON DELETE RESTRICT,
    programme integer NOT NULL REFERENCES programme ON DELETE RESTRICT,
    file_name varchar(200) NOT NULL,
    taken_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    filled jsonb NOT NULL CHECK (jsonb_typeof(filled) = 'array')
);
CREATE INDEX offline_draft_programme ON offline_draft (programme);
CREATE INDEX offline_draft_sent_at ON offline_draft (sent_at);
