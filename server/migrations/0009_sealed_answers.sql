-- Answers kept for retries are sealed from here on; those kept in the clear go.
DELETE FROM idempotency;
DROP INDEX idempotency_secret;
ALTER TABLE idempotency DROP COLUMN secret_until;
