CREATE TABLE reinforce_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT reinforce_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE policies (
    tenant_id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT pk_policies PRIMARY KEY (tenant_id, version)
);

CREATE TABLE editions (
    tenant_id TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    pack TEXT COLLATE "C" NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT pk_editions PRIMARY KEY (tenant_id, number)
);

CREATE TABLE learners (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    epoch INTEGER NOT NULL,
    CONSTRAINT pk_learners PRIMARY KEY (tenant_id, learner_id)
);

CREATE TABLE calendar (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    effective_at BIGINT NOT NULL,
    timezone TEXT NOT NULL,
    day_start INTEGER NOT NULL,
    CONSTRAINT pk_calendar PRIMARY KEY (tenant_id, learner_id, effective_at),
    CONSTRAINT fk_calendar_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE TABLE enrolments (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    journey_id TEXT COLLATE "C" NOT NULL,
    enrolled_at BIGINT NOT NULL,
    CONSTRAINT pk_enrolments PRIMARY KEY (tenant_id, learner_id, journey_id),
    CONSTRAINT fk_enrolments_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE TABLE exposures (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    exercise_id TEXT COLLATE "C" NOT NULL,
    seen INTEGER NOT NULL,
    last_at BIGINT NOT NULL,
    CONSTRAINT pk_exposures PRIMARY KEY (tenant_id, learner_id, exercise_id),
    CONSTRAINT fk_exposures_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE TABLE cards (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    skill_id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    phase TEXT NOT NULL,
    step INTEGER,
    stability DOUBLE PRECISION,
    difficulty DOUBLE PRECISION,
    memory_extra TEXT,
    due_day INTEGER,
    due_at BIGINT,
    last_at BIGINT,
    last_id TEXT COLLATE "C",
    last_day INTEGER,
    last_rating INTEGER,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    model_version TEXT NOT NULL,
    content_version INTEGER NOT NULL,
    CONSTRAINT pk_cards PRIMARY KEY (tenant_id, learner_id, skill_id),
    CONSTRAINT fk_cards_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE TABLE reviews (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    skill_id TEXT COLLATE "C" NOT NULL,
    rating INTEGER NOT NULL,
    at BIGINT NOT NULL,
    day INTEGER NOT NULL,
    source TEXT NOT NULL,
    attempt_id TEXT COLLATE "C",
    assessor_id TEXT COLLATE "C",
    duration BIGINT,
    at_omitted BOOLEAN NOT NULL,
    recorded_at BIGINT,
    outcome TEXT NOT NULL,
    CONSTRAINT pk_reviews PRIMARY KEY (tenant_id, learner_id, id),
    CONSTRAINT fk_reviews_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE INDEX ix_reviews_tenant_id_learner_id_skill_id_at_id ON reviews (tenant_id, learner_id, skill_id, at, id);

CREATE INDEX ix_reviews_tenant_id_learner_id_at ON reviews (tenant_id, learner_id, at);

CREATE TABLE attempts (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    edition INTEGER NOT NULL,
    at BIGINT NOT NULL,
    day INTEGER NOT NULL,
    duration BIGINT NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT pk_attempts PRIMARY KEY (tenant_id, learner_id, id),
    CONSTRAINT fk_attempts_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE INDEX ix_attempts_tenant_id_learner_id_at ON attempts (tenant_id, learner_id, at);

CREATE TABLE events (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT,
    CONSTRAINT pk_events PRIMARY KEY (tenant_id, learner_id, id)
);

CREATE INDEX ix_events_tenant_id_learner_id_target ON events (tenant_id, learner_id, target);

INSERT INTO reinforce_version (version_num) VALUES ('0001');

ALTER TABLE events ADD COLUMN by_id TEXT COLLATE "C";

ALTER TABLE exposures ADD COLUMN timed INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE exposures ADD COLUMN took BIGINT DEFAULT 0 NOT NULL;

DROP INDEX ix_events_tenant_id_learner_id_target;

CREATE INDEX ix_events_tenant_id_learner_id_kind_target ON events (tenant_id, learner_id, kind, target);

UPDATE reinforce_version SET version_num='0002' WHERE reinforce_version.version_num = '0001';

ALTER TABLE reviews ADD COLUMN log_epoch INTEGER DEFAULT 1 NOT NULL;

ALTER TABLE reviews ADD COLUMN tx BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE reviews ADD COLUMN seq BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE events ADD COLUMN log_epoch INTEGER DEFAULT 1 NOT NULL;

ALTER TABLE events ADD COLUMN tx BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE events ADD COLUMN seq BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE learners ADD COLUMN closed_before BIGINT;

ALTER TABLE attempts ADD COLUMN assessor_id TEXT COLLATE "C";

UPDATE attempts SET assessor_id = body::json ->> 'assessor' WHERE body LIKE '%%"assessor":"%%';

UPDATE reviews AS entry SET seq = numbered.place
            FROM (
                SELECT kind, tenant_id, learner_id, id, row_number() OVER (ORDER BY coalesce(recorded_at, at), at, tenant_id, learner_id, id) AS place
                FROM (
                    SELECT 'reviews' AS kind, tenant_id, learner_id, id, recorded_at, at FROM reviews
                    UNION ALL
                    SELECT 'events' AS kind, tenant_id, learner_id, id, recorded_at, at FROM events
                ) AS entries
            ) AS numbered
            WHERE numbered.kind = 'reviews' AND numbered.tenant_id = entry.tenant_id
            AND numbered.learner_id = entry.learner_id AND numbered.id = entry.id;

UPDATE events AS entry SET seq = numbered.place
            FROM (
                SELECT kind, tenant_id, learner_id, id, row_number() OVER (ORDER BY coalesce(recorded_at, at), at, tenant_id, learner_id, id) AS place
                FROM (
                    SELECT 'reviews' AS kind, tenant_id, learner_id, id, recorded_at, at FROM reviews
                    UNION ALL
                    SELECT 'events' AS kind, tenant_id, learner_id, id, recorded_at, at FROM events
                ) AS entries
            ) AS numbered
            WHERE numbered.kind = 'events' AND numbered.tenant_id = entry.tenant_id
            AND numbered.learner_id = entry.learner_id AND numbered.id = entry.id;

CREATE SEQUENCE log_places;

ALTER TABLE reviews ALTER COLUMN seq SET DEFAULT nextval('log_places');

ALTER TABLE reviews ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint;

ALTER TABLE events ALTER COLUMN seq SET DEFAULT nextval('log_places');

ALTER TABLE events ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint;

CREATE INDEX ix_reviews_tenant_id_log_epoch_tx_seq ON reviews (tenant_id, log_epoch, tx, seq);

CREATE INDEX ix_events_tenant_id_log_epoch_tx_seq ON events (tenant_id, log_epoch, tx, seq);

CREATE INDEX ix_reviews_tenant_id_assessor_id ON reviews (tenant_id, assessor_id) WHERE assessor_id IS NOT NULL;

CREATE INDEX ix_events_tenant_id_by_id ON events (tenant_id, by_id) WHERE by_id IS NOT NULL;

CREATE INDEX ix_attempts_tenant_id_assessor_id ON attempts (tenant_id, assessor_id) WHERE assessor_id IS NOT NULL;

CREATE TABLE claims (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    edition INTEGER NOT NULL,
    look_at BIGINT NOT NULL,
    day INTEGER,
    claim_id TEXT COLLATE "C",
    CONSTRAINT pk_claims PRIMARY KEY (tenant_id, learner_id),
    CONSTRAINT fk_claims_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE INDEX ix_claims_tenant_id_edition_look_at ON claims (tenant_id, edition, look_at);

INSERT INTO claims (tenant_id, learner_id, edition, look_at) SELECT tenant_id, learner_id, 0, 0 FROM learners;

CREATE TABLE tombstones (
    tenant_id TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    erased_at BIGINT NOT NULL,
    CONSTRAINT pk_tombstones PRIMARY KEY (tenant_id, digest)
);

CREATE TABLE erasure_keys (
    tenant_id TEXT COLLATE "C" NOT NULL,
    key TEXT NOT NULL,
    CONSTRAINT pk_erasure_keys PRIMARY KEY (tenant_id)
);

UPDATE reinforce_version SET version_num='0003' WHERE reinforce_version.version_num = '0002';
