INSERT INTO history (kind, object_id, verb, at, actor, actor_name, actor_agency, version, text, changes)
SELECT 'task', i, verbs[n], hour_of(day, hour), p.id, p.full_name, g.name, n,
    CASE WHEN n < 3 THEN '' ELSE 'Đã hoàn thành dự thảo, lấy ý kiến các cơ quan liên quan và tổng hợp, tiếp thu.' END,
    CASE verbs[n]
        WHEN 'assign' THEN jsonb_build_object('programme', jsonb_build_array(NULL, 1),
            'area', jsonb_build_array(NULL, area), 'title', jsonb_build_array(NULL, d.title),
            'lead_agency', jsonb_build_array(NULL, lead), 'coordinators', '[null, []]'::jsonb,
            'source_document', jsonb_build_array(NULL, document), 'due_on', jsonb_build_array(NULL, due),
            'due_precision', '[null, "day"]'::jsonb, 'deadline_text', '[null, ""]'::jsonb,
            'starred', jsonb_build_array(NULL, starred), 'responsible', jsonb_build_array(NULL, 120 + lead),
            'state', '[null, "assigned"]'::jsonb, 'assigned_at', jsonb_build_array(NULL, hour_of(day1, 8)))
        WHEN 'accept' THEN jsonb_build_object('state', '["assigned", "accepted"]'::jsonb,
            'accepted_at', jsonb_build_array(NULL, hour_of(day2, 9)))
        WHEN 'progress' THEN jsonb_build_object('state', jsonb_build_array(states[n - 1], states[n]),
            'percent', jsonb_build_array(0, 30 * (n - 2)), 'progress_note', '["", "Đã hoàn thành dự thảo"]'::jsonb,
            'progressed_at', jsonb_build_array(NULL, hour_of(day, hour)))
        WHEN 'submit' THEN jsonb_build_object('state', '["in_progress", "submitted"]'::jsonb,
            'percent', '[60, 100]'::jsonb, 'submitted_at', jsonb_build_array(NULL, hour_of(day, 15)),
            'submitted_by', jsonb_build_array(NULL, lead), 'result_date', jsonb_build_array(NULL, day),
            'result_number', jsonb_build_array('', i || '/QĐ-UBND'),
            'progressed_at', jsonb_build_array(NULL, hour_of(day, 15)))
        ELSE jsonb_build_object('state', '["submitted", "confirmed"]'::jsonb,
            'confirmed_at', jsonb_build_array(NULL, hour_of(day, 16))) END
FROM draft AS d
CROSS JOIN LATERAL (VALUES (1, day1, 8), (2, day2, 9), (3, day3, 15), (4, day4, 15), (5, day5, 16)) AS e (n, day, hour)
JOIN person AS p ON p.id = CASE WHEN verbs[n] IN ('assign', 'confirm') THEN 241
                                WHEN verbs[n] = 'progress' THEN 120 + lead ELSE lead END
JOIN agency AS g ON g.id = p.agency
ORDER BY i, n
