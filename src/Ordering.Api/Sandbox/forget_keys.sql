-- Which keys are older than they live? They can be used anew.
UPDATE sandbox.refunds SET idempotency_key = NULL
WHERE idempotency_key IS NOT NULL AND refunded_at <= now() - (SELECT lifetime FROM sandbox.refund_keys)
