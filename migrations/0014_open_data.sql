-- Whether a programme's figures are there for everybody, without signing in.

ALTER TABLE programme ADD COLUMN open_data varchar(3) NOT NULL DEFAULT 'off' CHECK (open_data IN ('off', 'on'));
