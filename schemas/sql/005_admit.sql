-- 005: decides what a document is: a duplicate, the first of its kind or a revision, and what it is compared with.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- The document of another year or kind that one is compared with: that of its own name, else the only one under a former
-- name or with its code in its region. A name that has a document of the same year and kind itself is another's.
create function counterpart(of_name text, of_code text, of_region text, of_year integer, of_kind text, of_level text,
                            in_year integer, in_kind text) returns uuid
language plpgsql stable set search_path = mingzhang as $$ -- not SQL: that would be planned at each call
declare
    found_id uuid;
    candidates integer;
begin
    select d.id into found_id from document d
        where d.organisation = of_name and d.fiscal_year = in_year and d.kind = in_kind and d.level = of_level
          and d.state = 'current';
    if found or of_year = 0 then
        return found_id;
    end if;
    select min(c.id::text)::uuid, count(*) into found_id, candidates from (
        select d.id, d.organisation from document d
            where d.organisation = any (array(select unnest(l.former_names) from document l
                                              where l.organisation = of_name and l.state = 'current'))
              and d.fiscal_year = in_year and d.kind = in_kind and d.level = of_level and d.state = 'current'
        union
        select d.id, d.organisation from document d
            where d.organisation_code = of_code and d.region = of_region and of_code <> ''
              and of_region <> '' and d.organisation_code <> '' and d.region <> ''
              and d.fiscal_year = in_year and d.kind = in_kind and d.level = of_level and d.state = 'current') c
        where not exists (select from document o
                          where o.organisation = c.organisation and o.fiscal_year = of_year and o.kind = of_kind
                            and o.level = of_level and o.state = 'current');
    return case when candidates = 1 then found_id end;
end
$$;

-- Names of documents that one of this name may be compared with, or that may be compared with it.
create function names_beside(of_name text) returns setof text
language plpgsql stable set search_path = mingzhang as $$
begin
    return query
        select of_name
        union
        select d.organisation from document d
            where d.former_names <> '{}' and d.former_names @> array[of_name] and d.state = 'current'
        union
        select d.organisation from document o join document d on d.organisation_code = o.organisation_code and d.region = o.region
            where o.organisation = of_name and o.organisation_code <> '' and o.region <> '' and d.organisation_code <> ''
              and d.region <> '' and d.state = 'current';
end
$$;

-- One transaction per organisation at a time, under whatever name: documents are compared in the order of arrival.
create function lock_organisation(of_name text, of_former text[], of_code text) returns void
language plpgsql set search_path = mingzhang as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(of_name, 1));
    perform pg_advisory_xact_lock(k.key) from (
        select distinct hashtextextended(n.name, 1) as key from (
            select unnest(of_former) as name
            union all
            select b.name from names_beside(of_name) as b (name)
            union all
            select unnest(l.former_names) from document l
                where l.organisation = of_name and l.former_names <> '{}' and l.state = 'current'
            union all
            select of_code where of_code ~ './.') n order by 1) k; -- region/code, when both are known
end
$$;

-- After documents have come, gone or changed places: notes for every current document what it is to be compared with, and
-- returns those for which that is something else than before. Only documents of the next year and the same one can be
-- concerned, unless names are linked.
create function touched(by_ids uuid[]) returns table (id uuid, prior uuid, stage uuid)
language plpgsql set search_path = mingzhang as $$
#variable_conflict use_column
begin
    return query
        with beside as materialized (
            select b.name, bool_or(x.former_names <> '{}') as linked, min(x.fiscal_year) as first, max(x.fiscal_year) + 1 as last
                from document x cross join lateral names_beside(x.organisation) as b (name)
                where x.id = any (by_ids) and x.fiscal_year <> 0 and x.kind <> 'unknown' group by b.name),
        now as materialized (
            select d.id, counterpart(d.organisation, d.organisation_code, d.region, d.fiscal_year, d.kind, d.level,
                                     d.fiscal_year - 1, d.kind) as prior_id,
                   case when d.kind = 'final_accounts' then
                       counterpart(d.organisation, d.organisation_code, d.region, d.fiscal_year, d.kind, d.level,
                                   d.fiscal_year, 'budget') end as stage_id
                from beside b join document d on d.organisation = b.name
                where d.state = 'current' and d.fiscal_year <> 0 and d.kind <> 'unknown'
                  and (b.linked or d.fiscal_year between b.first and b.last))
        update document d set prior_id = n.prior_id, stage_id = n.stage_id from now n
            where d.id = n.id and (d.prior_id, d.stage_id) is distinct from (n.prior_id, n.stage_id)
            returning d.id, d.prior_id, d.stage_id;
end
$$;

-- The caller inserts the document itself in the same statement when outcome is 'stored', with this state and revision.
-- 'duplicate': nothing else happens. 'reinstated': a withdrawn document was published again, and is current again.
-- superseded: the revision it replaces. alone: there is nothing that it could be compared with. turn: how often it was
-- withdrawn or put back.
create function admit(new_id uuid, new_sha256 bytea, new_organisation text, new_former text[], new_code text, new_region text,
                      new_year integer, new_kind text, new_level text, new_url text, new_time timestamptz,
                      out outcome text, out state text, out revision integer, out superseded uuid, out alone boolean,
                      out turn integer)
language plpgsql set search_path = mingzhang as $$
declare
    known document.organisation%type;
begin
    perform lock_organisation(new_organisation, new_former, new_region || '/' || new_code);
    alone := true;
    turn := 0;
    select d.organisation into known from document d where d.sha256 = new_sha256;
    if found then
        if known <> new_organisation then
            perform pg_advisory_xact_lock(hashtextextended(known, 1));
        end if;
        select p.outcome, p.superseded into outcome, superseded from publish_again(new_id, new_time) p;
        select d.turns into turn from document d where d.id = new_id;
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
    alone := new_former = '{}' and superseded is null
        and not exists (select from document d where d.organisation = new_organisation)
        and not exists (select from document d where d.former_names <> '{}' and d.former_names @> array[new_organisation])
        and not exists (select from document d where d.organisation_code = new_code and d.region = new_region
                        and new_code <> '' and new_region <> '' and d.organisation_code <> '' and d.region <> '');
end
$$;
revoke execute on function counterpart(text, text, text, integer, text, text, integer, text) from public;
revoke execute on function names_beside(text) from public;
revoke execute on function lock_organisation(text, text[], text) from public;
revoke execute on function touched(uuid[]) from public;
revoke execute on function admit(uuid, bytea, text, text[], text, text, integer, text, text, text, timestamptz) from public;
grant execute on function counterpart(text, text, text, integer, text, text, integer, text), names_beside(text),
    lock_organisation(text, text[], text), touched(uuid[]),
    admit(uuid, bytea, text, text[], text, text, integer, text, text, text, timestamptz) to mingzhang_writer;
