-- 007: how far the relay came in each partition it writes to.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- Moves in the same transaction as outbox.sent_at. After a crash the relay reads the topic from next_offset on: what lies
-- there was sent and not yet marked.
create table relay_position (
    shard smallint not null,
    topic text not null,
    partition integer not null,
    next_offset bigint not null, -- behind the last event that was marked as sent
    last_seq bigint not null,    -- its header mz_seq
    updated_at timestamptz not null default now(),
    primary key (shard, topic, partition)
);
comment on table relay_position is 'Where the relay resumes reading its own topics after a crash';

grant select, insert, update on relay_position to mingzhang_publisher;
grant select on relay_position to mingzhang_reader;
