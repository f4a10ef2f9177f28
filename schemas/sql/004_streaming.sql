-- 004: where the worker stands in Kafka, and what the relay still has to send.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- Moves in the same transaction as the rows, behind the fence `next_offset <= first offset of the batch`.
create table consumer_offset (
    topic text not null,
    partition integer not null,
    next_offset bigint not null default 0,
    attempts integer not null default 0, -- assignments since the last progress
    attempting_offset bigint,            -- the document under way in careful mode
    attempting_count integer not null default 0,
    updated_at timestamptz not null default now(),
    primary key (topic, partition)
);
comment on table consumer_offset is 'The offsets that count; those committed to Kafka are only for lag monitoring';

-- Columns named as Debezium's outbox event router names them.
create table outbox (
    id uuid primary key,           -- deterministic: the event id
    seq bigint generated always as identity,
    shard smallint not null check (shard between 0 and 15), -- by key
    xid xid8 not null default pg_current_xact_id(),
    topic text not null,
    aggregatetype text not null,
    aggregateid text not null,     -- the Kafka key as text: the organisation
    type text not null,            -- ce_type
    key bytea,
    headers jsonb not null,        -- object of strings: the Kafka headers
    payload jsonb,                 -- anomaly events
    raw bytea,                     -- rejected messages: the original bytes, sent verbatim
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    sent_partition integer,
    sent_offset bigint
);
comment on table outbox is 'Events to publish, written in the transaction that caused them';
create index outbox_unsent on outbox (shard, seq) where sent_at is null;
create index outbox_sent on outbox (topic, sent_partition, sent_offset) where sent_at is not null;

grant select, insert, update on consumer_offset to mingzhang_writer;
grant insert on outbox to mingzhang_writer;
grant select, update (sent_at, sent_partition, sent_offset), delete on outbox to mingzhang_publisher;
grant select on consumer_offset to mingzhang_publisher, mingzhang_reader;
-- Dashboards may see how much waits, not the content.
grant select (id, seq, shard, topic, aggregatetype, aggregateid, type, created_at, sent_at, sent_partition, sent_offset)
    on outbox to mingzhang_reader;
