ALTER TABLE reviews ADD COLUMN stakes TEXT;

ALTER TABLE reviews ADD COLUMN late_day INTEGER;

ALTER TABLE reviews ADD COLUMN said_at BIGINT;

UPDATE reinforce_version SET version_num='0002' WHERE reinforce_version.version_num = '0001';
