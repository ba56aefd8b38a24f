-- A few open requests for an extension and for an explanation, as an office would find.
WITH asked AS (
    INSERT INTO extension (task, requested_at, requested_by, reason, proposed_due_on)
    SELECT i, hour_of(day5, 10), lead, 'Chờ hướng dẫn của bộ, ngành trung ương.', due + 60
    FROM draft WHERE bucket = 'in_time' AND due IS NOT NULL AND upto(i, 40, 400) = 0)
INSERT INTO explanation (task, asked_at, asked_by, question)
SELECT i, hour_of(day5, 10), 244, 'Báo cáo nguyên nhân chậm và thời hạn khắc phục.'
FROM draft WHERE bucket = 'overdue' AND upto(i, 41, 100) = 0
