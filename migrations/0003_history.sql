-- History that can be checked: every line is sealed into a chain of hashes, the head of the chain is noted
-- every day, and what checks found is kept.

-- The chain stands beside the lines, so that a line never waits for another until its transaction ends.
-- No foreign key: its check locks a row of history, for which the owner would need the right to update it,
-- and just that right is taken away below.
CREATE TABLE history_seal (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    line bigint UNIQUE NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- What was the head of the chain at a moment; the same is told outside, in letters and reports.
CREATE TABLE history_anchor (
    id serial PRIMARY KEY,
    on_day date NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    made_at timestamptz NOT NULL,
    UNIQUE (on_day, seq)
);

CREATE TABLE history_check (
    id bigserial PRIMARY KEY,
    at timestamptz NOT NULL,
    kind varchar(10) NOT NULL CHECK (kind IN ('chain', 'replay')),
    whole boolean NOT NULL,
    looked_at bigint NOT NULL CHECK (looked_at >= 0),
    seq bigint NOT NULL CHECK (seq >= 0),
    found integer NOT NULL CHECK (found >= 0),
    trouble jsonb NOT NULL DEFAULT '[]'
);

-- A line as the text that is hashed: JSON with these names in this order, whatever the session's zone and
-- language. A column added to history later does not belong to it. Twin of history/rules.py:body_of.
CREATE FUNCTION history_body(line history) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE RETURN
    '{"id":' || line.id || ',"kind":' || to_json(line.kind::text) || ',"object_id":' || line.object_id
    || ',"verb":' || to_json(line.verb::text)
    || ',"at":"' || to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","actor":' || coalesce(line.actor::text, 'null') || ',"actor_name":' || to_json(line.actor_name::text)
    || ',"actor_agency":' || to_json(line.actor_agency::text) || ',"version":' || line.version
    || ',"text":' || to_json(line.text) || ',"changes":' || line.changes::text || '}';

-- The hash of an entry: SHA-256 over its number, the hash before it (in hexadecimal; 64 zeros at first) and
-- its body, a line each.
CREATE FUNCTION history_hash(seq bigint, before bytea, body text) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    sha256(convert_to(seq::text || E'\n' || encode(before, 'hex') || E'\n' || body, 'UTF8'));

-- At COMMIT each line is sealed under one lock, the last that its transaction takes, so that two moves
-- never wait for each other in a circle. Numbers have no gaps: what is rolled back was never sealed.
CREATE FUNCTION history_seals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head history_seal;
BEGIN
    PERFORM pg_advisory_xact_lock(7602022);
    SELECT * INTO head FROM history_seal ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND THEN
        head := (0, 0, decode(repeat('00', 32), 'hex'));
    END IF;
    -- In a transaction with an older snapshot somebody else's number is met here: that is a serialization
    -- failure, as ON CONFLICT tells it, and no broken chain.
    INSERT INTO history_seal (seq, line, hash)
    VALUES (head.seq + 1, NEW.id, history_hash(head.seq + 1, head.hash, history_body(NEW)))
    ON CONFLICT (seq) DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the chain of history went on meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$;

-- Seals, in the order of their ids, all lines that have no seal yet: those written before there was a chain,
-- and bulk loads that leave triggers out.
CREATE FUNCTION history_chain_step(state bytea, head bytea, seq bigint, body text) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN history_hash(seq, coalesce(state, head), body);
END $$;
CREATE AGGREGATE history_chain(head bytea, seq bigint, body text) (SFUNC = history_chain_step, STYPE = bytea);
CREATE FUNCTION history_seal_rest() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head history_seal;
    sealed bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7602022);
    SELECT * INTO head FROM history_seal ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND THEN
        head := (0, 0, decode(repeat('00', 32), 'hex'));
    END IF;
    INSERT INTO history_seal (seq, line, hash)
    SELECT seq, id, history_chain(head.hash, seq, body) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING)
    FROM (SELECT head.seq + row_number() OVER (ORDER BY h.id) AS seq, h.id, history_body(h) AS body
          FROM history AS h WHERE NOT EXISTS (SELECT FROM history_seal AS s WHERE s.line = h.id)) AS open;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    RETURN sealed;
END $$;
SELECT history_seal_rest();

CREATE CONSTRAINT TRIGGER history_seals AFTER INSERT ON history DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION history_seals();
CREATE TRIGGER history_seal_final BEFORE UPDATE OR DELETE OR TRUNCATE ON history_seal
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_final();
CREATE TRIGGER history_anchor_final BEFORE UPDATE OR DELETE OR TRUNCATE ON history_anchor
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_final();

-- An owner may drop a trigger, but has no right left to change a line. A superuser is bound by neither:
-- what such a person changes shows against the anchors held outside.
REVOKE UPDATE, DELETE, TRUNCATE ON history, history_seal, history_anchor FROM PUBLIC, CURRENT_USER;

-- Auditors ask for lines by day, by verb and by person, the newest first.
CREATE INDEX history_at ON history (at, id);
CREATE INDEX history_verb ON history (verb, at, id);
DROP INDEX history_actor;
CREATE INDEX history_actor ON history (actor, at, id);
