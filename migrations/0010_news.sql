-- Which line of history each person was told of, by which letter; or why not.

CREATE TABLE reminder_news_line (
    id bigserial PRIMARY KEY,
    run integer NOT NULL REFERENCES reminder_run ON DELETE RESTRICT,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT,
    line bigint NOT NULL,  -- of history, which refuses by itself to lose any
    outcome varchar(10) NOT NULL,
    letter integer REFERENCES letter ON DELETE RESTRICT,
    UNIQUE (person, line),
    CHECK (outcome IN ('letter', 'gone', 'no_address')),
    CHECK ((outcome = 'letter') = (letter IS NOT NULL))
);
CREATE INDEX reminder_news_line_line ON reminder_news_line (line);
CREATE INDEX reminder_news_line_run ON reminder_news_line (run);
CREATE INDEX reminder_news_line_letter ON reminder_news_line (letter);
