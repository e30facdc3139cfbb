-- What the process $1 has not sent is for the next one at once. A row that was refused keeps its wait.
UPDATE {schema}.outbox SET lease_until = '-infinity' WHERE owner = $1 AND attempts = 0
