-- What changed between two days: the standings that ended in between beside those that began and lasted.
-- Each lies together by that day and carries all that is compared, so that neither table nor past is read.

CREATE INDEX standing_began ON standing (programme, from_on)
    INCLUDE (task, until_on, urgency, due_key, submitted_on, heard_on, lead_agency, starred);
CREATE INDEX standing_ended ON standing (programme, until_on)
    INCLUDE (task, from_on, urgency, due_key, submitted_on, lead_agency, starred)
    WHERE until_on < 'infinity';
