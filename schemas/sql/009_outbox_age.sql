-- 009: the relay removes sent events after --retention; rows lie in the order of created_at, so a small index will do.
set local role mingzhang_owner;
set local search_path = mingzhang;

create index outbox_age on outbox using brin (created_at) with (pages_per_range = 16, autosummarize = on);
