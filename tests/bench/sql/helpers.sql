-- Chances that are the same on every machine, and moments on a Hanoi wall clock.
CREATE FUNCTION chance(i bigint, salt integer) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    (hashint8extended(i, salt) & 2147483647) / 2147483648.0;
CREATE FUNCTION upto(i bigint, salt integer, most integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN floor(chance(i, salt) * most)::integer;
CREATE FUNCTION hour_of(day date, hour integer) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (day + make_time(hour, 0, 0)) AT TIME ZONE 'Asia/Ho_Chi_Minh';
CREATE UNLOGGED TABLE draft (
    i integer, bucket text, code text, title text, search text, lead integer, area integer, document integer,
    starred boolean, due date, day1 date, day2 date, day3 date, day4 date, day5 date, verbs text[], states text[],
    submitted date
);
