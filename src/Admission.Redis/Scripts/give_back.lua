#!lua flags=allow-oom
-- Makes what a member of the group has read and not acknowledged look as if it had been left long ago: any other member may claim it at once.
--
-- KEYS  1 intents
-- ARGV  1 group  2 the member  3 idle time to pretend, in ms
-- Returns  entries given back

local CHUNK = 500
local given, from = 0, '-'
repeat
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], from, '+', CHUNK, ARGV[2])
  if #pending > 0 then
    local claim = { KEYS[1], ARGV[1], ARGV[2], 0 }
    for _, entry in ipairs(pending) do claim[#claim + 1] = entry[1] end
    for _, option in ipairs({ 'IDLE', ARGV[3], 'JUSTID' }) do claim[#claim + 1] = option end
    redis.call('XCLAIM', unpack(claim))
    given = given + #pending
    from = '(' .. pending[#pending][1]
  end
until #pending < CHUNK
return given
