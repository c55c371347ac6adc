INSERT INTO policies (tenant_id, version, body, recorded_at)
VALUES ('acme', 1, '{"seed":7}', 1772443815123457);

INSERT INTO editions (tenant_id, number, pack, digest, body, newest, history, recorded_at)
VALUES ('acme', 1, 'pack', 'abc', '{"title":"Zo\u00eb"}', '{"pack":1}', '[]', 1772443815123457);

INSERT INTO learners (tenant_id, learner_id, epoch, closed_before)
VALUES ('acme', 'ana', 1, NULL);

INSERT INTO calendar (tenant_id, learner_id, effective_at, timezone, day_start)
VALUES ('acme', 'ana', 1772443815123457, 'Europe/Dublin', 4);

INSERT INTO enrolments (tenant_id, learner_id, journey_id, enrolled_at)
VALUES ('acme', 'ana', 'onboarding', 1772443815123457);

INSERT INTO cards (tenant_id, learner_id, skill_id, version, phase, step, stability, difficulty, memory_extra, due_day,
                   due_at, last_at, last_id, last_day, last_rating, reps, lapses, policy_version, model_version,
                   content_version, successes, failures, fast, slow, lately, lately_right)
VALUES ('acme', 'ana', 'roi', 2, 'review', NULL, 2.3065, 2.118103970459016, NULL, 739679,
        NULL, 1772443815123457, 'r-1', 739677, 3, 1, 0, 1, 'fsrs-6/6.3.2',
        0, 1, 0, 1.0, 1.0, 1.0, 1.0);

INSERT INTO reviews (tenant_id, learner_id, id, skill_id, rating, at, day, source, attempt_id, assessor_id, duration,
                     at_omitted, recorded_at, outcome, log_epoch, tx, seq)
VALUES ('acme', 'ana', 'r-1', 'roi', 3, 1772443815123457, 739677, 'quiz', 'a-1', 'ben', 61000007,
        TRUE, 1772443815123458, '{"id":"r-1"}', 1, 0, 3);

INSERT INTO attempts (tenant_id, learner_id, id, kind, edition, at, day, duration, body, outcome, recorded_at,
                      assessor_id)
VALUES ('acme', 'ana', 'a-1', 'quiz', 1, 1772443815123457, 739677, 180000000, '{"answers":[]}', '{}', 1772443815123458, NULL);

INSERT INTO events (tenant_id, learner_id, id, kind, at, target, body, recorded_at, by_id, log_epoch, tx, seq)
VALUES ('acme', 'ana', 'undo:r-0', 'retraction', 1772443815123457, 'r-0', '{}', NULL, NULL, 1, 0, 1);

INSERT INTO events (tenant_id, learner_id, id, kind, at, target, body, recorded_at, by_id, log_epoch, tx, seq, subject,
                    until_day)
VALUES ('acme', 'ana', 'c-1', 'coaching', 1772443815123457, 'roi', '{"lapses":8}', 1772443815123458, 'ben', 1, 0, 2,
        'coaching
roi
', 3652059);

INSERT INTO exposures (tenant_id, learner_id, exercise_id, seen, last_at, timed, took)
VALUES ('acme', 'ana', 'q-1', 3, 1772443815123457, 2, 61000007);

INSERT INTO claims (tenant_id, learner_id, edition, look_at, day, claim_id)
VALUES ('acme', 'ana', 1, 1772443815123457, 739677, NULL);

INSERT INTO tombstones (tenant_id, digest, erased_at)
VALUES ('acme', 'd41d8cd9', 1772443815123457);

INSERT INTO erasure_keys (tenant_id, key)
VALUES ('acme', '00ff');
