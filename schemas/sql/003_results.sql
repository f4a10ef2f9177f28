-- 003: what checking found, what changed against the year before, and what was checked at all.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- A finding belongs to the latest revision in which it holds. Its id is a fingerprint that survives re-publication.
create table finding (
    document_id uuid not null references document (id),
    id text not null check (length(id) = 32),
    rule text not null,
    kind text not null,
    severity text not null check (severity in ('error', 'warning', 'info')),
    title_zh text not null,
    title_en text not null,
    message_zh text not null,
    message_en text not null,
    expected text not null,
    actual text not null,
    delta text not null,
    unit text not null,
    page integer not null,         -- of the place to look at; 0: the source has no pages
    line integer not null,
    detail jsonb not null,         -- everything, as in the anomaly event
    state text not null check (state in ('open', 'withdrawn')),
    raised_by uuid not null references document (id),     -- the document whose arrival raised it
    raised_at timestamptz not null default now(),
    withdrawn_by uuid references document (id) deferrable initially deferred,
    withdrawn_at timestamptz,
    primary key (document_id, id)
);
comment on table finding is 'Anomalies; withdrawn ones no longer hold in the latest revision';
create index finding_open on finding (severity, rule) where state = 'open';

create table change (
    document_id uuid not null,     -- the later year
    ordinal integer not null,
    prior_document_id uuid not null,
    form text not null,            -- catalogue id
    title text not null,
    label text not null,
    code text not null,
    column_path text not null,
    money boolean not null,
    unit text not null,
    prior bigint,                  -- null: a new line
    current bigint,                -- null: a dropped line
    difference bigint not null,
    percent bigint,                -- count of 0.01 percent; null: the prior figure is zero
    material boolean not null,
    explained boolean not null,
    reason text not null,
    page integer not null,
    line integer not null,
    primary key (document_id, ordinal)
);
comment on table change is 'Figures that differ from the document of the year before';
create index change_unexplained on change (abs(difference)) where material and not explained;

create table coverage (
    document_id uuid not null,
    ordinal integer not null,
    relation text not null,
    evaluated integer not null,
    held integer not null,
    broken integer not null,
    not_evaluable integer not null,
    reason text not null,
    primary key (document_id, ordinal)
);
comment on table coverage is 'Which relations were evaluated per document, and why others could not be';

grant select, insert, update, delete on finding to mingzhang_writer;
grant select, insert, delete on change to mingzhang_writer;
grant select, insert on coverage to mingzhang_writer;
grant select on finding, change, coverage to mingzhang_reader;
