-- Is it the instance $2's turn to do $1? If so, for the next $3. Null: another instance's.
INSERT INTO ordering.duties AS duty (name, holder, held_until) VALUES ($1, $2, clock_timestamp() + $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
WHERE duty.holder = excluded.holder OR duty.held_until < clock_timestamp()
RETURNING clock_timestamp()
