-- 002: who published, what was published, and what stands in it.
set local role mingzhang_owner;
set local search_path = mingzhang;

create table organisation (
    name text primary key,
    code text not null default '',
    region text not null default '',
    first_seen_at timestamptz not null default now()
);
comment on table organisation is 'Departments and units that publish disclosures, by name; aliases are replaced, former names are rows of their own';

-- The id is made from the SHA-256 of the bytes: the same document has the same id wherever it is stored.
create table document (
    id uuid primary key,
    sha256 bytea not null unique check (length(sha256) = 32),
    organisation text not null references organisation (name),
    former_names text[] not null default '{}', -- that it, or the catalogue, says the organisation had
    organisation_code text not null,
    region text not null,
    fiscal_year smallint not null, -- 0: unknown
    kind text not null check (kind in ('budget', 'final_accounts', 'unknown')),
    level text not null check (level in ('department', 'unit', 'unknown')),
    state text not null check (state in ('current', 'superseded', 'withdrawn')),
    revision integer not null check (revision >= 1), -- by first arrival, counting withdrawn ones
    supersedes uuid references document (id) deferrable initially deferred, -- when it arrived
    superseded_by uuid references document (id) deferrable initially deferred,
    superseded_at timestamptz,
    event_time timestamptz not null, -- of its latest publication: ce_time, or else the timestamp of the Kafka message
    withdrawn_at timestamptz,
    prior_id uuid,                 -- what it was compared with last: the year before
    stage_id uuid,                 -- and, of final accounts, the budget of the year
    turns integer not null default 0, -- how often it was withdrawn or put back since it arrived
    serialisation text not null check (serialisation in ('tabbed', 'cell_per_line', 'aligned', 'flow')),
    unit text not null,            -- of most tables
    confidence smallint not null,  -- 0..100, of the identity
    source_topic text not null,
    source_partition integer not null,
    source_offset bigint not null,
    event_id text not null,        -- ce_id
    event_source text not null,    -- ce_source
    source_url text not null,
    published_at timestamptz,      -- timestamp of the Kafka message
    stored_at timestamptz not null default now(),
    tables integer not null,
    line_items integer not null,
    facts integer not null,
    figures integer not null,      -- amounts in tables and text
    figures_checked integer not null, -- of them, seen by at least one evaluated relation
    figures_ambiguous integer not null,
    content_length integer not null,
    content bytea compression lz4 not null -- the original bytes
);
alter table document alter column content set storage extended;
comment on table document is 'Every disclosure that was read, with its original bytes; superseded revisions stay';
-- At most one current revision per organisation, year, kind and level; unknown years and kinds supersede nothing.
create unique index document_current on document (organisation, fiscal_year, kind, level)
    where state = 'current' and fiscal_year <> 0 and kind <> 'unknown';
create index document_revision on document (organisation, fiscal_year, kind, level, revision);
create index document_former on document using gin (former_names) where former_names <> '{}';
create index document_code on document (organisation_code, region) where organisation_code <> '' and region <> '';
create index document_year on document (fiscal_year, kind);
create index document_stored on document (stored_at);

-- The tables below are filled by COPY in the transaction that inserts the document and never deleted from: they go
-- without foreign keys, which would cost a look-up per row.

-- One row per printed amount in a table. Amounts of money count 0.01 yuan, others millionths of their unit.
create table line_item (
    fiscal_year smallint not null,
    document_id uuid not null,
    ordinal integer not null,      -- position in the document, from 0
    table_number integer not null, -- from 0
    row_number integer not null,   -- from 0
    form text,                     -- catalogue id, null for a table the catalogue does not know
    title text not null,
    subject text not null,         -- e.g. the project a performance table speaks of
    label text not null,
    code text not null,
    row_role text not null,
    column_path text not null,
    column_role text not null,
    amount bigint not null,
    money boolean not null,
    unit text not null,
    decimals smallint not null,    -- as printed
    confidence smallint not null,  -- 0..100, that the amount stands in this column
    page integer not null,         -- 0: the source has no pages
    line integer not null,
    span_begin integer not null,
    span_end integer not null,
    primary key (fiscal_year, document_id, ordinal)
) partition by range (fiscal_year);
comment on table line_item is 'Amounts of all tables of all documents; see the view amount for the current ones';

-- One row per amount or percentage in a sentence.
create table fact (
    fiscal_year smallint not null,
    document_id uuid not null,
    ordinal integer not null,
    subject text not null,
    item text not null,
    kind text not null check (kind in ('value', 'change', 'change_rate', 'share', 'completion', 'bound')),
    period smallint not null,      -- 0: unknown
    base_year smallint not null,   -- for changes; 0: not said
    amount bigint not null,
    money boolean not null,
    unit text not null,
    decimals smallint not null,
    parent integer,                -- ordinal of the fact this one is a part of
    reason text not null,
    section text not null,
    page integer not null,
    line integer not null,
    span_begin integer not null,
    span_end integer not null,
    primary key (fiscal_year, document_id, ordinal)
) partition by range (fiscal_year);
comment on table fact is 'Figures of the narrative';

do $$
begin
    for year in 2010..2040 loop
        execute format('create table line_item_%s partition of line_item for values from (%s) to (%s)', year, year, year + 1);
        execute format('create table fact_%s partition of fact for values from (%s) to (%s)', year, year, year + 1);
    end loop;
end
$$;
create table line_item_other partition of line_item default;
create table fact_other partition of fact default;

create table project (
    document_id uuid not null,
    ordinal integer not null,
    name text not null,
    title text not null,           -- of the table that names it
    page integer not null,
    line integer not null,
    primary key (document_id, ordinal)
);
comment on table project is 'Projects that a document has a performance table for';

grant select, insert, update on organisation, document to mingzhang_writer;
grant select, insert on line_item, fact, project to mingzhang_writer;
grant select on organisation, document, line_item, fact, project to mingzhang_reader;
