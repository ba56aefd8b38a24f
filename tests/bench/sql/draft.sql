-- One line a task: its bucket on the day, its five events, its words. $1 tasks, $2 the day,
-- $3..$6 words of titles (what is done, to what, how, where), $7 the rarest place.
INSERT INTO draft
SELECT i, bucket, code, title, lower(code || ' ') || fold_words.text, lead, area, 1 + upto(i, 5, 40),
       upto(i, 6, 33) = 0, due, day1, day2, day3, day4, day5,
       CASE WHEN open THEN '{assign,accept,progress,progress,progress}'
            WHEN bucket = 'awaiting' THEN '{assign,accept,progress,progress,submit}'
            ELSE '{assign,accept,progress,submit,confirm}' END::text[],
       CASE WHEN open THEN '{assigned,accepted,in_progress,in_progress,in_progress}'
            WHEN bucket = 'awaiting' THEN '{assigned,accepted,in_progress,in_progress,submitted}'
            ELSE '{assigned,accepted,in_progress,submitted,confirmed}' END::text[],
       CASE WHEN NOT open THEN ended END
FROM generate_series(1, $1::integer) AS i
CROSS JOIN LATERAL (SELECT (i - 1) * 37::bigint % 176 AS slot) AS slots
CROSS JOIN LATERAL (SELECT CASE WHEN slot < 49 THEN 'in_time' WHEN slot < 54 THEN 'overdue'
    WHEN slot < 83 THEN 'awaiting' WHEN slot < 172 THEN 'done_on_time' ELSE 'done_late' END AS bucket) AS buckets
CROSS JOIN LATERAL (SELECT bucket IN ('in_time', 'overdue') AS open, bucket LIKE 'done%' AS done) AS kinds
CROSS JOIN LATERAL (SELECT CASE bucket
    WHEN 'in_time' THEN $2::date - upto(i, 10, 45)
    WHEN 'overdue' THEN $2 - upto(i, 10, 60)
    WHEN 'awaiting' THEN $2 - floor(40 * chance(i, 10) ^ 2)::integer
    ELSE date '2022-01-15' + upto(i, 10, 1014) END AS ended) AS ends
CROSS JOIN LATERAL (SELECT ended - 20 - CASE bucket
    WHEN 'in_time' THEN upto(i, 11, 500) WHEN 'overdue' THEN 10 + upto(i, 11, 400)
    WHEN 'awaiting' THEN 10 + upto(i, 11, 300) ELSE upto(i, 11, 160) END AS day1) AS starts
CROSS JOIN LATERAL (SELECT CASE bucket
    WHEN 'in_time' THEN CASE WHEN upto(i, 12, 20) > 0
        THEN $2 + floor(415 * chance(i, 13) ^ 2)::integer END
    WHEN 'overdue' THEN greatest($2 - 1 - floor(120 * chance(i, 13) ^ 2)::integer, day1 + 10)
    WHEN 'awaiting' THEN ended + upto(i, 13, 60) - 10
    WHEN 'done_on_time' THEN ended + upto(i, 13, 45)
    ELSE ended - 1 - upto(i, 13, 18) END AS exactly) AS dues
CROSS JOIN LATERAL (SELECT CASE WHEN bucket IN ('in_time', 'done_on_time') AND i % 2 = 0
    THEN (date_trunc('month', exactly) + interval '1 month - 1 day')::date ELSE exactly END AS due) AS rounded
CROSS JOIN LATERAL (SELECT day1 + 1 + upto(i, 14, 4) AS day2) AS second
CROSS JOIN LATERAL (SELECT ended - day2 AS gap) AS gaps
CROSS JOIN LATERAL (SELECT
    day2 + greatest(1, floor(gap * (0.2 + 0.2 * chance(i, 15))))::integer AS day3,
    CASE WHEN done THEN ended ELSE day2 + floor(gap * (0.5 + 0.3 * chance(i, 16)))::integer END AS day4,
    CASE WHEN done THEN ended + 1 + floor(10 * chance(i, 17) ^ 2)::integer ELSE ended END AS day5) AS days
CROSS JOIN LATERAL (SELECT 1 + floor(120 * chance(i, 20) ^ 2)::integer AS lead, 1 + upto(i, 21, 7) AS area,
    'NV-' || lpad(i::text, 7, '0') AS code) AS owners
CROSS JOIN LATERAL (SELECT 1 + upto(i, 22, cardinality($3::text[])) AS a, 1 + upto(i, 23, cardinality($4::text[])) AS b,
    1 + upto(i, 24, cardinality($5::text[])) AS c, 1 + upto(i, 25, cardinality($6::text[])) AS d,
    CASE WHEN i % greatest(1, $1 / 12) = 1 THEN ' ' || $7::text ELSE '' END AS rare) AS chosen
CROSS JOIN LATERAL (SELECT $3[a] || ' ' || $4[b] || ' ' || $5[c] || ' ' || $6[d] || rare AS title) AS titles
CROSS JOIN LATERAL (SELECT $8::text[] AS fa, $9::text[] AS fb, $10::text[] AS fc, $11::text[] AS fd) AS folded
CROSS JOIN LATERAL (SELECT fa[a] || ' ' || fb[b] || ' ' || fc[c] || ' ' || fd[d] || ' '
    || CASE WHEN rare = '' THEN '' ELSE $12::text || ' ' END || 'nv ' || (1 + upto(i, 5, 40)) || '/qd-ttg' AS text)
    AS fold_words
