ALTER TABLE events ADD COLUMN subject TEXT;

ALTER TABLE events ADD COLUMN until_day INTEGER;

CREATE INDEX ix_events_tenant_id_learner_id_kind_until_day_subject ON events (tenant_id, learner_id, kind, until_day, subject) WHERE until_day IS NOT NULL;

CREATE INDEX ix_events_tenant_id_learner_id_subject ON events (tenant_id, learner_id, subject) WHERE subject IS NOT NULL;

UPDATE reinforce_version SET version_num='0003' WHERE reinforce_version.version_num = '0002';
