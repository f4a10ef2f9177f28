-- 005: decides what a document is: a duplicate, the first of its kind or a revision, and who its neighbours in time are.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- The current documents that one of this place is compared with, or that are compared with it: prior and next, of the
-- same kind in the year before and after; stage, of the other kind in the same year.
create function neighbours(of_organisation text, of_year integer, of_kind text, of_level text,
                           out prior uuid, out next uuid, out stage uuid)
language plpgsql stable set search_path = mingzhang as $$ -- not SQL: that would be planned at each call
begin
    select min(d.id::text) filter (where d.fiscal_year = of_year - 1 and d.kind = of_kind)::uuid,
           min(d.id::text) filter (where d.fiscal_year = of_year + 1 and d.kind = of_kind)::uuid,
           min(d.id::text) filter (where d.fiscal_year = of_year and d.kind <> of_kind)::uuid
        into prior, next, stage
        from document d
        where d.organisation = of_organisation and d.fiscal_year between of_year - 1 and of_year + 1 and d.level = of_level
          and d.fiscal_year <> 0 and of_year <> 0 and d.kind <> 'unknown' and of_kind <> 'unknown' and d.state = 'current';
end
$$;

-- The caller inserts the document itself in the same statement when outcome is 'stored', with this state and revision.
-- 'duplicate': nothing else happens. 'reinstated': a withdrawn document was published again, and is current again.
-- superseded: the revision it replaces.
create function admit(new_id uuid, new_sha256 bytea, new_organisation text, new_code text, new_region text, new_year integer,
                      new_kind text, new_level text, new_url text, new_time timestamptz,
                      out outcome text, out state text, out revision integer, out superseded uuid,
                      out prior uuid, out next uuid, out stage uuid)
language plpgsql set search_path = mingzhang as $$
declare
    known document.organisation%type;
begin
    -- One transaction per organisation at a time: documents are compared in the order of arrival.
    perform pg_advisory_xact_lock(hashtextextended(new_organisation, 1));
    select d.organisation into known from document d where d.sha256 = new_sha256;
    if found then
        if known <> new_organisation then
            perform pg_advisory_xact_lock(hashtextextended(known, 1));
        end if;
        select p.outcome, p.superseded into outcome, superseded from publish_again(new_id, new_time) p;
        return;
    end if;
    outcome := 'stored';
    insert into organisation as o (name, code, region) values (new_organisation, new_code, new_region)
        on conflict (name) do update
            set code = coalesce(nullif(o.code, ''), excluded.code), region = coalesce(nullif(o.region, ''), excluded.region)
            where (o.code = '' and excluded.code <> '') or (o.region = '' and excluded.region <> '');
    state := case when withdrawn_until(new_organisation, new_sha256, new_url) >= new_time then 'withdrawn' else 'current' end;
    revision := 1;
    if new_year = 0 or new_kind = 'unknown' then
        return;
    end if;
    select coalesce(max(d.revision), 0) + 1 into revision from document d
        where d.organisation = new_organisation and d.fiscal_year = new_year and d.kind = new_kind and d.level = new_level;
    if state = 'withdrawn' then
        return;
    end if;
    if revision > 1 then
        update document d set state = 'superseded', superseded_by = new_id, superseded_at = now()
            where d.organisation = new_organisation and d.fiscal_year = new_year and d.kind = new_kind
              and d.level = new_level and d.state = 'current'
            returning d.id into superseded;
    end if;
    select n.prior, n.next, n.stage into prior, next, stage
        from neighbours(new_organisation, new_year, new_kind, new_level) n;
end
$$;
revoke execute on function neighbours(text, integer, text, text) from public;
revoke execute on function admit(uuid, bytea, text, text, text, integer, text, text, text, timestamptz) from public;
grant execute on function neighbours(text, integer, text, text),
    admit(uuid, bytea, text, text, text, integer, text, text, text, timestamptz) to mingzhang_writer;
