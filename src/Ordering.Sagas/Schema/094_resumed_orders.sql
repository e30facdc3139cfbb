-- What people asked for again, one row per answer: who, why, when. Rows of one request have the same time.
CREATE TABLE ordering.resumes (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  requested_at timestamptz NOT NULL DEFAULT now(),
  requested_by text        NOT NULL,
  reason       text        NOT NULL CHECK (reason <> ''),
  order_id     uuid        NOT NULL,
  answer       text        NOT NULL,
  -- The payment, when it is about one.
  subject      text        NOT NULL
);
CREATE INDEX resumes_order ON ordering.resumes (order_id);

-- When a person asked for it last. Later than resent_at: it is to be sent at once, whatever there is of dead letters.
ALTER TABLE ordering.resends ADD COLUMN asked_for_at timestamptz;
-- Null: asked for, and not yet sent again.
ALTER TABLE ordering.resends ALTER COLUMN resent_at DROP NOT NULL;
-- Empty but for the seconds between a request and the next look.
CREATE INDEX resends_asked_for ON ordering.resends (asked_for_at)
  WHERE answered_at IS NULL AND asked_for_at > coalesce(resent_at, '-infinity');

-- How a person's request reaches the sagas. The arrays have one element per answer.
CREATE FUNCTION ordering.resume(requested_by text, reason text, answers text[], orders uuid[], subjects text[], awaited_since timestamptz[]) RETURNS void LANGUAGE sql AS $$
  WITH recorded AS (
    INSERT INTO ordering.resumes (requested_by, reason, order_id, answer, subject)
    SELECT $1, $2, o.order_id, o.answer, o.subject FROM unnest($3, $4, $5) AS o (answer, order_id, subject))
  INSERT INTO ordering.resends AS resend (answer, order_id, subject, since, attempts, resent_at, next_at, asked_for_at)
  SELECT o.answer, o.order_id, o.subject, o.since, 0, NULL, clock_timestamp(), clock_timestamp()
  FROM unnest($3, $4, $5, $6) AS o (answer, order_id, subject, since)
  -- Always in the same order, so that two requests cannot deadlock.
  ORDER BY o.order_id, o.answer, o.subject
  -- The count begins anew: five more resends before a person has to look again.
  ON CONFLICT (order_id, answer, subject) DO UPDATE SET
    since = excluded.since, attempts = 0, next_at = clock_timestamp(), asked_for_at = clock_timestamp(), answered_at = NULL
$$;

-- What other hosts may read.
CREATE VIEW ordering.open_resends AS
  SELECT order_id, answer, subject, attempts FROM ordering.resends WHERE answered_at IS NULL;
CREATE VIEW ordering.resume_requests AS
  SELECT requested_at, requested_by, reason, order_id, answer, subject FROM ordering.resumes;
-- All unapplied reports, found without a look at every payment there ever was: those before checked_until were taken note of, or are asked for.
CREATE VIEW ordering.pending_reports AS
  SELECT answer, order_id, subject, since FROM ordering.unapplied_reports
  WHERE since >= coalesce((SELECT checked_until FROM ordering.duties WHERE name = 'overdue-answers'), '-infinity')
  UNION
  SELECT u.answer, u.order_id, u.subject, u.since FROM ordering.resends r
  JOIN ordering.unapplied_reports u ON u.order_id = r.order_id AND u.answer = r.answer AND u.subject = r.subject
  WHERE r.answered_at IS NULL;
