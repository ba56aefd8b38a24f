-- Reports that bind the charts in, and background work that goes on after a death.

ALTER TABLE report ADD charts boolean NOT NULL DEFAULT false;  -- whether it has an annex of charts

ALTER TABLE report_job ALTER leased_by TYPE varchar(100);
-- The same asked for while it is under way is the same work.
CREATE UNIQUE INDEX report_job_same ON report_job (kind, coalesce(report, 0), asked)
    WHERE state IN ('waiting', 'making');
CREATE INDEX report_job_report ON report_job (report, id DESC);

DROP INDEX report_job_file_job;
ALTER TABLE report_job_file ADD UNIQUE (job, name);  -- made again after a death, it is not there twice
