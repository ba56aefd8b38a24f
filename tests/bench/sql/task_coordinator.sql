INSERT INTO task_coordinator (task, agency, from_on, until_on, programme, urgency, due_key, submitted_on,
    lead_agency, source_document)
SELECT i, 1 + (lead + 30 * (n - 1) + upto(i, 30 + n, 29)) % 120, day1, date 'infinity',
    1, urgency(states[5]), coalesce(due, 'infinity'), submitted, lead, document
FROM draft CROSS JOIN generate_series(1, 4) AS n WHERE n <= upto(i, 30, 5) ORDER BY i, n
