CREATE TABLE reinforce_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT reinforce_version_pkc PRIMARY KEY (version_num)
);

CREATE SEQUENCE log_places;

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
    newest TEXT NOT NULL,
    history TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT pk_editions PRIMARY KEY (tenant_id, number)
);

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

CREATE TABLE learners (
    tenant_id TEXT COLLATE "C" NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    epoch INTEGER NOT NULL,
    closed_before BIGINT,
    CONSTRAINT pk_learners PRIMARY KEY (tenant_id, learner_id)
);

CREATE TABLE events (
    tenant_id TEXT COLLATE "C" NOT NULL,
    log_epoch INTEGER DEFAULT 1 NOT NULL,
    tx BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    seq BIGINT DEFAULT nextval('log_places') NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT,
    by_id TEXT COLLATE "C",
    CONSTRAINT pk_events PRIMARY KEY (tenant_id, learner_id, id)
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
    timed INTEGER NOT NULL,
    took BIGINT NOT NULL,
    CONSTRAINT pk_exposures PRIMARY KEY (tenant_id, learner_id, exercise_id),
    CONSTRAINT fk_exposures_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

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
    successes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    fast DOUBLE PRECISION NOT NULL,
    slow DOUBLE PRECISION NOT NULL,
    lately DOUBLE PRECISION NOT NULL,
    lately_right DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_cards PRIMARY KEY (tenant_id, learner_id, skill_id),
    CONSTRAINT fk_cards_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE TABLE reviews (
    tenant_id TEXT COLLATE "C" NOT NULL,
    log_epoch INTEGER DEFAULT 1 NOT NULL,
    tx BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    seq BIGINT DEFAULT nextval('log_places') NOT NULL,
    learner_id TEXT COLLATE "C" NOT NULL,
    outcome TEXT NOT NULL,
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
    CONSTRAINT pk_reviews PRIMARY KEY (tenant_id, learner_id, id),
    CONSTRAINT fk_reviews_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

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
    assessor_id TEXT COLLATE "C",
    CONSTRAINT pk_attempts PRIMARY KEY (tenant_id, learner_id, id),
    CONSTRAINT fk_attempts_learners FOREIGN KEY(tenant_id, learner_id) REFERENCES learners (tenant_id, learner_id)
);

CREATE INDEX ix_claims_tenant_id_edition_look_at ON claims (tenant_id, edition, look_at);

CREATE INDEX ix_reviews_tenant_id_learner_id_skill_id_at_id ON reviews (tenant_id, learner_id, skill_id, at, id);

CREATE INDEX ix_reviews_tenant_id_learner_id_at ON reviews (tenant_id, learner_id, at);

CREATE INDEX ix_reviews_tenant_id_log_epoch_tx_seq ON reviews (tenant_id, log_epoch, tx, seq);

CREATE INDEX ix_attempts_tenant_id_learner_id_at ON attempts (tenant_id, learner_id, at);

CREATE INDEX ix_events_tenant_id_learner_id_kind_target ON events (tenant_id, learner_id, kind, target);

CREATE INDEX ix_events_tenant_id_log_epoch_tx_seq ON events (tenant_id, log_epoch, tx, seq);

CREATE INDEX ix_reviews_tenant_id_assessor_id ON reviews (tenant_id, assessor_id) WHERE assessor_id IS NOT NULL;

CREATE INDEX ix_attempts_tenant_id_assessor_id ON attempts (tenant_id, assessor_id) WHERE assessor_id IS NOT NULL;

CREATE INDEX ix_events_tenant_id_by_id ON events (tenant_id, by_id) WHERE by_id IS NOT NULL;

INSERT INTO reinforce_version (version_num) VALUES ('0001');

ALTER TABLE reviews ADD COLUMN stakes TEXT;

ALTER TABLE reviews ADD COLUMN late_day INTEGER;

ALTER TABLE reviews ADD COLUMN said_at BIGINT;

UPDATE reinforce_version SET version_num='0002' WHERE reinforce_version.version_num = '0001';

ALTER TABLE events ADD COLUMN subject TEXT COLLATE "C";

ALTER TABLE events ADD COLUMN until_day INTEGER;

CREATE INDEX ix_events_tenant_id_learner_id_kind_until_day_subject ON events (tenant_id, learner_id, kind, until_day, subject) WHERE until_day IS NOT NULL;

CREATE INDEX ix_events_tenant_id_learner_id_subject ON events (tenant_id, learner_id, subject) WHERE subject IS NOT NULL;

UPDATE reinforce_version SET version_num='0003' WHERE reinforce_version.version_num = '0002';
