ALTER TABLE claims ADD COLUMN delivered_at BIGINT;

UPDATE reinforce_version SET version_num='0004' WHERE reinforce_version.version_num = '0003';
