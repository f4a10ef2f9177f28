-- 010: what a stored document is compared with, for renewing its comparisons.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- What a stored document is compared with: the current documents of the year before and, for final accounts, the budget.
create function partners(of_document uuid, out prior uuid, out budget uuid)
language sql stable set search_path = mingzhang as $$
    select min(o.id::text) filter (where o.fiscal_year = d.fiscal_year - 1 and o.kind = d.kind)::uuid,
           min(o.id::text) filter (where o.fiscal_year = d.fiscal_year and o.kind = 'budget' and d.kind = 'final_accounts')::uuid
    from document d
        left join document o on o.organisation = d.organisation and o.level = d.level and o.state = 'current'
            and o.fiscal_year between d.fiscal_year - 1 and d.fiscal_year and o.fiscal_year <> 0
            and o.kind <> 'unknown'
    where d.id = of_document
$$;
revoke execute on function partners(uuid) from public;
grant execute on function partners(uuid) to mingzhang_writer;
