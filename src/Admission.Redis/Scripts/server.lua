#!lua flags=no-writes,allow-stale
-- Which server is this, and what time does it have? Its replication id is another one after each start and each promotion; a replica has its primary's.
--
-- Returns  role (master | slave), replication id, this server's clock in ms

local info = redis.call('INFO', 'replication')
local time = redis.call('TIME')
return { info:match('role:(%w+)'), info:match('master_replid:(%w+)'), time[1] * 1000 + math.floor(time[2] / 1000) }
