-- 008: the relay reads all of its shards together, in the order of seq.
set local role mingzhang_owner;
set local search_path = mingzhang;

drop index outbox_unsent;
create index outbox_waiting on outbox (seq) include (shard) where sent_at is null;
