UPDATE ordering.duties SET held_until = '-infinity' WHERE name = $1 AND holder = $2
