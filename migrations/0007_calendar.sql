-- The calendar is edited by people: what came from the seed stays known as such, and two never overwrite
-- each other. A day of the seed that was struck out is kept as 'usual', so that the seed does not bring it back.

ALTER TABLE holiday
    ADD seeded boolean NOT NULL DEFAULT false,
    ADD version integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT holiday_works_check,
    ADD CONSTRAINT holiday_works_check CHECK (works IN ('off', 'works', 'usual')),
    ADD CHECK (version > 0);

-- Until now only the seed wrote here.
UPDATE holiday SET seeded = true;
