//! What Redis does with jobs in one step, in Lua.

/// Takes a job in, unless it is there already or its client has too many. One that failed for good begins anew.
pub(super) const TAKE: &str = r"
    local state = redis.call('HGET', KEYS[1], 'state')
    if state and state ~= 'dead' then
        return {'known', state}
    end
    local now = redis.call('TIME')
    local milliseconds = now[1] * 1000 + math.floor(now[2] / 1000)
    if redis.call('ZCOUNT', KEYS[2], milliseconds, '+inf') >= tonumber(ARGV[5]) then
        return {'full', ''}
    end
    -- The first command that writes is one that a full Redis refuses, so that it refuses the whole.
    local entry = redis.call('XADD', KEYS[3], '*', 'job', ARGV[1])
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'state', 'queued', 'owner', ARGV[2], 'order', ARGV[3], 'entry', entry, 'stream', KEYS[3], 'created', now[1])
    if ARGV[6] ~= '' then
        redis.call('HSET', KEYS[1], 'callback', ARGV[6])
    end
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', milliseconds)
    redis.call('ZADD', KEYS[2], milliseconds + ARGV[4], ARGV[1])
    redis.call('PEXPIRE', KEYS[2], ARGV[4])
    return {'taken', entry}
";

/// Notes the result of a job, unless it was dropped or has one, and takes it out of its stream.
pub(super) const FINISH: &str = r"
    redis.call('XACK', KEYS[3], 'workers', ARGV[2])
    redis.call('XDEL', KEYS[3], ARGV[2])
    redis.call('ZREM', KEYS[2], ARGV[1])
    local state = redis.call('HGET', KEYS[1], 'state')
    if not state or state == 'done' or ARGV[4] == '' then
        return 0
    end
    redis.call('HDEL', KEYS[1], 'order')
    redis.call('HSET', KEYS[1], 'state', ARGV[3], 'result', ARGV[4])
    redis.call('PEXPIRE', KEYS[1], ARGV[5])
    if redis.call('HEXISTS', KEYS[1], 'callback') == 1 then
        redis.call('ZADD', KEYS[4], 0, ARGV[1])
    end
    return 1
";

/// Makes a dead letter of a job.
pub(super) const BURY: &str = r"
    redis.call('XACK', KEYS[3], 'workers', ARGV[2])
    redis.call('XDEL', KEYS[3], ARGV[2])
    redis.call('ZREM', KEYS[2], ARGV[1])
    local state = redis.call('HGET', KEYS[1], 'state')
    if not state or state == 'dead' or state == 'done' then
        return 0
    end
    redis.call('HSET', KEYS[1], 'state', 'dead', 'cause', ARGV[3])
    redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[4], '*', 'job', ARGV[1], 'cause', ARGV[3])
    if redis.call('HEXISTS', KEYS[1], 'callback') == 1 then
        redis.call('ZADD', KEYS[5], 0, ARGV[1])
    end
    return 1
";

/// The callbacks that are due: each is taken by one replica for a while, after which it is due again. Those of jobs that are gone are
/// dropped.
pub(super) const DUE: &str = r"
    local time = redis.call('TIME')
    local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', time[1], 'LIMIT', 0, ARGV[1])
    local found = {}
    for _, id in ipairs(due) do
        local key = 'chordpro-api:job:' .. id
        local note = redis.call('HMGET', key, 'callback', 'state')
        if note[1] and note[2] then
            redis.call('ZADD', KEYS[1], time[1] + ARGV[2], id)
            local times = redis.call('HINCRBY', key, 'callbacks', 1)
            table.insert(found, {id, note[1], note[2], times})
        else
            redis.call('ZREM', KEYS[1], id)
        end
    end
    return found
";

/// Has a callback be due again so many seconds from now; without seconds it is done with.
pub(super) const POSTPONE: &str = r"
    if ARGV[2] == '' then
        return redis.call('ZREM', KEYS[1], ARGV[1])
    end
    return redis.call('ZADD', KEYS[1], redis.call('TIME')[1] + ARGV[2], ARGV[1])
";

/// Sends a dead letter again.
pub(super) const REVIVE: &str = r"
    if redis.call('HGET', KEYS[1], 'state') ~= 'dead' then
        return 0
    end
    local stream = redis.call('HGET', KEYS[1], 'stream')
    local entry = redis.call('XADD', stream, '*', 'job', ARGV[1])
    redis.call('HSET', KEYS[1], 'state', 'queued', 'entry', entry)
    redis.call('HDEL', KEYS[1], 'cause')
    return 1
";

/// Begins with a job, unless it was given up, dropped, or is done: who sees it, and what is to be done.
pub(super) const BEGIN: &str = r"
    local found = redis.call('HMGET', KEYS[1], 'owner', 'order')
    if not found[2] or redis.call('HGET', KEYS[1], 'state') == 'dead' then
        return {false, false}
    end
    redis.call('HSET', KEYS[1], 'state', 'working')
    return found
";

/// Notes that a job is being done, and how many of its songs are.
pub(super) const NOTE: &str = r"
    if redis.call('EXISTS', KEYS[1]) == 1 then
        redis.call('HSET', KEYS[1], 'state', 'working', 'songs', ARGV[1])
    end
    return 1
";
