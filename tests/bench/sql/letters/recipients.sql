-- As many officials as $1, each of whom answers for an overdue task of their agency on the day $2; everybody
-- who may be owed a letter has an address.
WITH late AS (
    SELECT lead_agency, row_number() OVER (ORDER BY md5(code)) AS k
    FROM task WHERE state = 'in_progress' AND due_on < $2::date
), made AS (
    INSERT INTO person (username, full_name, title, agency, role, email, created_at)
    SELECT 'official' || k, 'Trần Văn Chuyên Viên', 'Chuyên viên', lead_agency, 'staff',
           'official' || k || '@tinh.example', '2021-01-01'
    FROM late WHERE k <= $1::integer ON CONFLICT (username) DO NOTHING RETURNING id
)
UPDATE person SET email = username || '@tinh.example' WHERE role IN ('lead', 'office')
