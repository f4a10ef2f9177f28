-- 005: decides what a document is: a duplicate, the first of its kind or a revision, and who its neighbours in time are.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- The caller inserts the document itself in the same statement when outcome is 'stored'; with 'duplicate' nothing was
-- written and the rest is null.
-- superseded: the revision it replaces; prior, next: the current documents of the year before and after; stage: that of
-- the same year and the other kind.
create function admit(new_id uuid, new_sha256 bytea, new_organisation text, new_code text, new_region text, new_year integer,
                      new_kind text, new_level text,
                      out outcome text, out revision integer, out superseded uuid, out prior uuid, out next uuid,
                      out stage uuid)
language plpgsql set search_path = mingzhang as $$
begin
    -- One transaction per organisation at a time: documents are compared in the order of arrival.
    perform pg_advisory_xact_lock(hashtextextended(new_organisation, 1));
    outcome := 'duplicate';
    if exists (select from document d where d.sha256 = new_sha256) then
        return;
    end if;
    outcome := 'stored';
    revision := 1;
    insert into organisation as o (name, code, region) values (new_organisation, new_code, new_region)
        on conflict (name) do update
            set code = coalesce(nullif(o.code, ''), excluded.code), region = coalesce(nullif(o.region, ''), excluded.region)
            where (o.code = '' and excluded.code <> '') or (o.region = '' and excluded.region <> '');
    if new_year = 0 or new_kind = 'unknown' then
        return;
    end if;
    update document d set state = 'superseded', superseded_by = new_id, superseded_at = now()
        where d.organisation = new_organisation and d.fiscal_year = new_year and d.kind = new_kind
          and d.level = new_level and d.state = 'current'
        returning d.id, d.revision + 1 into superseded, revision;
    revision := coalesce(revision, 1);
    select min(d.id::text) filter (where d.fiscal_year = new_year - 1 and d.kind = new_kind)::uuid,
           min(d.id::text) filter (where d.fiscal_year = new_year + 1 and d.kind = new_kind)::uuid,
           min(d.id::text) filter (where d.fiscal_year = new_year and d.kind <> new_kind)::uuid
        into prior, next, stage
        from document d
        where d.organisation = new_organisation and d.fiscal_year between new_year - 1 and new_year + 1
          and d.fiscal_year <> 0 and d.kind <> 'unknown' and d.level = new_level and d.state = 'current';
end
$$;
revoke execute on function admit(uuid, bytea, text, text, text, integer, text, text) from public;
grant execute on function admit(uuid, bytea, text, text, text, integer, text, text) to mingzhang_writer;
