-- Which deadline figures go by is a programme's setting; the other one is reckoned from the few tasks that
-- were ever extended.

ALTER TABLE programme ADD version integer NOT NULL DEFAULT 1;
CREATE INDEX standing_extended ON standing (programme, from_on, until_on) WHERE original_due_on IS NOT NULL;
CREATE INDEX task_extended ON task (programme, id) WHERE original_due_on IS NOT NULL;
CREATE INDEX extension_granted ON extension (task, decided_at) WHERE decision = 'granted';
