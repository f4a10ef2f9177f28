-- 010: documents that their publisher took back. Whether a document is withdrawn follows from two times alone, that of
-- its latest publication and that of the latest withdrawal that names it, so the order of arrival does not matter.
set local role mingzhang_owner;
set local search_path = mingzhang;

create table withdrawal (
    organisation text not null,
    sha256 bytea not null check (length(sha256) in (0, 32)), -- empty: any document of this URL
    source_url text not null,                                -- empty: wherever it was published
    event_time timestamptz not null,                         -- of the latest such message
    event_id text not null,                                  -- ce_id
    event_source text not null,                              -- ce_source
    stored_at timestamptz not null default now(),
    primary key (organisation, sha256, source_url),
    check (sha256 <> '' or source_url <> '')
);
comment on table withdrawal is 'What was taken back, also when the document has not arrived yet';
grant select, insert, update on withdrawal to mingzhang_writer;
grant select on withdrawal to mingzhang_reader;

-- Publications up to this time are void.
create function withdrawn_until(of_organisation text, of_sha256 bytea, of_url text) returns timestamptz
language plpgsql stable set search_path = mingzhang as $$
begin
    return (select coalesce(max(w.event_time), '-infinity') from withdrawal w
            where w.organisation = of_organisation and w.sha256 in ('', of_sha256) and w.source_url in ('', of_url));
end
$$;

-- A document that is stored already was published at this time. outcome: 'duplicate' when nothing changes for anybody;
-- 'reinstated' when it was withdrawn and is current again; superseded: the revision that was current in its stead.
create function publish_again(of_document uuid, at timestamptz, out outcome text, out superseded uuid)
language plpgsql set search_path = mingzhang as $$
declare
    again document;
    newer uuid;
begin
    outcome := 'duplicate';
    update document d set event_time = at where d.id = of_document and d.event_time < at;
    select * into again from document d
        where d.id = of_document and d.state = 'withdrawn'
          and d.event_time > withdrawn_until(d.organisation, d.sha256, d.source_url);
    if not found then
        return;
    end if;
    -- It goes back to its place among the revisions.
    if again.fiscal_year <> 0 and again.kind <> 'unknown' then
        select d.id into newer from document d
            where d.organisation = again.organisation and d.fiscal_year = again.fiscal_year and d.kind = again.kind
              and d.level = again.level and d.state = 'current' and d.revision > again.revision;
        if newer is null then
            update document d set state = 'superseded', superseded_by = of_document, superseded_at = now()
                where d.organisation = again.organisation and d.fiscal_year = again.fiscal_year and d.kind = again.kind
                  and d.level = again.level and d.state = 'current'
                returning d.id into superseded;
        end if;
    end if;
    if newer is null then
        outcome := 'reinstated';
    end if;
    update document d set state = case when newer is null then 'current' else 'superseded' end, withdrawn_at = null,
                          turns = d.turns + 1, superseded_by = newer, superseded_at = case when newer is not null then now() end
        where d.id = of_document;
end
$$;

-- Withdraws what was published up to a time. One row per document that was current, with the revision, if any, that is
-- current in its stead.
create function withdraw(of_organisation text, of_sha256 bytea, of_url text, at timestamptz, by_id text, by_source text)
returns table (withdrawn uuid, successor uuid)
language plpgsql set search_path = mingzhang as $$
begin
    perform lock_organisation(of_organisation, '{}', '');
    insert into withdrawal as w (organisation, sha256, source_url, event_time, event_id, event_source)
        values (of_organisation, of_sha256, of_url, at, by_id, by_source)
        on conflict (organisation, sha256, source_url) do update
            set event_time = excluded.event_time, event_id = excluded.event_id, event_source = excluded.event_source,
                stored_at = excluded.stored_at
            where w.event_time < excluded.event_time;
    for withdrawn in
        with gone as (
            update document d set state = 'withdrawn', withdrawn_at = now(), turns = d.turns + 1
            from document o
            where o.id = d.id and d.organisation = of_organisation and of_sha256 in ('', d.sha256)
              and of_url in ('', d.source_url) and d.state <> 'withdrawn' and d.event_time <= at
            returning d.id, o.state
        )
        select g.id from gone g where g.state = 'current' order by g.id
    loop
        update document d set state = 'current', superseded_by = null, superseded_at = null
            where d.id = (select o.id from document o join document w on w.id = withdrawn
                          where o.organisation = w.organisation and o.fiscal_year = w.fiscal_year and o.kind = w.kind
                            and o.level = w.level and o.state = 'superseded' and w.fiscal_year <> 0 and w.kind <> 'unknown'
                          order by o.revision desc limit 1)
            returning d.id into successor;
        return next;
    end loop;
end
$$;

revoke execute on function withdrawn_until(text, bytea, text) from public;
revoke execute on function publish_again(uuid, timestamptz) from public;
revoke execute on function withdraw(text, bytea, text, timestamptz, text, text) from public;
grant execute on function withdrawn_until(text, bytea, text), publish_again(uuid, timestamptz),
    withdraw(text, bytea, text, timestamptz, text, text) to mingzhang_writer;
