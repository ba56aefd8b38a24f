-- Each overdue task to an official of its agency, in turn; to nobody where there is none.
UPDATE task SET responsible = found.official
FROM (
    SELECT late.id, official.id AS official
    FROM (SELECT id, lead_agency, row_number() OVER (PARTITION BY lead_agency ORDER BY md5(code)) AS turn
          FROM task WHERE state = 'in_progress' AND due_on < $1::date) AS late
    LEFT JOIN (SELECT id, agency, row_number() OVER (PARTITION BY agency ORDER BY id) AS turn,
                      count(*) OVER (PARTITION BY agency) AS n
               FROM person WHERE username LIKE 'official%') AS official
        ON official.agency = late.lead_agency AND official.turn = 1 + (late.turn - 1) % official.n
) AS found
WHERE task.id = found.id
