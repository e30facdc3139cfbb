-- Reports before $2 have been looked at; null: all that are older than $3. A transaction that was recording one then has ended by now.
UPDATE ordering.duties SET checked_until = greatest(checked_until, coalesce($2, now() - $3)) WHERE name = $1
