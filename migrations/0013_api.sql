-- Tokens of programs, how fast they ask, and the answers that a repeated request gets again.

CREATE TABLE api_token (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,  -- whose rights it has, of the moment
    system varchar(60) NOT NULL DEFAULT '',  -- empty: the person's own
    name varchar(60) NOT NULL,
    token_hash bytea UNIQUE NOT NULL CHECK (octet_length(token_hash) = 32),
    scopes varchar(10)[] NOT NULL CHECK (cardinality(scopes) > 0),
    created_at timestamptz NOT NULL,
    created_by integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    last_address varchar(45) NOT NULL DEFAULT '',
    revoked_at timestamptz,
    CHECK (expires_at > created_at AND expires_at <= created_at + interval '366 days')
);
CREATE INDEX api_token_person ON api_token (person);
-- Whoever closes an account, or gives it a new first password, ends its tokens: they do not come back with it.
CREATE FUNCTION end_api_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE api_token SET revoked_at = coalesce(NEW.disabled_at, now())
        WHERE person = NEW.id AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER person_loses_tokens AFTER UPDATE OF disabled_at, must_change_password ON person FOR EACH ROW
    WHEN (NEW.disabled_at IS NOT NULL AND OLD.disabled_at IS NULL
          OR NEW.must_change_password AND NOT OLD.must_change_password)
    EXECUTE FUNCTION end_api_tokens();

-- One row a token, changed by every request: not worth a write to the log, and a crash only forgets a minute.
CREATE UNLOGGED TABLE api_pace (
    token integer PRIMARY KEY REFERENCES api_token ON DELETE CASCADE,
    minute timestamptz NOT NULL,
    asked integer NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE api_reply (
    id bigserial PRIMARY KEY,
    token integer NOT NULL REFERENCES api_token ON DELETE CASCADE,
    key varchar(255) NOT NULL,
    request bytea NOT NULL,
    status smallint NOT NULL,
    headers text NOT NULL,
    body bytea NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE (token, key)
);
CREATE INDEX api_reply_at ON api_reply (at);
