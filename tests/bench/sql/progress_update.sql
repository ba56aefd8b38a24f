INSERT INTO progress_update (task, at, person, text, percent)
SELECT i, hour_of(day, 15), 120 + lead,
    'Đã hoàn thành dự thảo, lấy ý kiến các cơ quan liên quan và tổng hợp, tiếp thu, giải trình.',
    CASE WHEN verbs[n] = 'submit' THEN 100 ELSE 30 * (n - 2) END
FROM draft CROSS JOIN LATERAL (VALUES (3, day3), (4, day4), (5, day5)) AS e (n, day)
WHERE verbs[n] IN ('progress', 'submit') ORDER BY i, n
