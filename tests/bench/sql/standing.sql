INSERT INTO standing (task, from_on, until_on, programme, area, lead_agency, state, due_on, submitted_on,
    progressed_on, percent, starred, heard_on)
SELECT i, day, next, 1, area, lead, states[n], due,
    CASE WHEN states[n] IN ('submitted', 'confirmed') THEN submitted END,
    CASE WHEN n < 3 THEN NULL ELSE least(day, coalesce(submitted, day)) END, percent, starred,
    CASE WHEN n < 3 THEN day1 ELSE least(day, coalesce(submitted, day)) END
FROM draft
CROSS JOIN LATERAL (VALUES (1, day1, day2, 0), (2, day2, day3, 0), (3, day3, day4, 30),
    (4, day4, day5, CASE WHEN verbs[4] = 'submit' THEN 100 ELSE 60 END),
    (5, day5, date 'infinity', CASE WHEN submitted IS NULL THEN 70 ELSE 100 END)) AS step (n, day, next, percent)
ORDER BY i, n
