-- 011: changes as an analyst asks for them: one row per subject, the largest first; and a subject over the years.
set local role mingzhang_owner;
set local search_path = mingzhang;

-- One row per reported change: the figure that the finding points at, with the numbers of the table change.
create view largest_unexplained_change as
    select d.region, d.fiscal_year, d.kind, d.level, d.organisation, c.title, c.label, c.code, c.column_path,
           c.prior * 0.01 as prior_yuan, c.current * 0.01 as current_yuan, c.difference * 0.01 as difference_yuan,
           c.percent * 0.01 as percent,
           rank() over (partition by d.region, d.fiscal_year, d.kind order by abs(c.difference) desc) as rank_in_region,
           f.severity, f.message_zh, f.message_en, f.raised_at, c.page, c.line, c.document_id, c.prior_document_id, f.id
    from finding f
        join document d on d.id = f.document_id
        join lateral (
            select * from change
            where change.document_id = f.document_id and change.material and not change.explained and change.money
              and change.page = f.page and change.line = f.line
              and change.column_path = coalesce(f.detail #>> '{places,0,column}', '')
              and change.code = coalesce(f.detail #>> '{places,0,code}', '')
            order by change.ordinal limit 1
        ) c on true
    where f.rule = 'change.unexplained' and f.state = 'open' and d.state = 'current'
    order by abs(c.difference) desc;
comment on view largest_unexplained_change is 'Open findings on unexplained changes with their amounts, ranked within region, year and kind';

create view subject_series as
    select a.organisation, a.region, a.kind, a.level, a.code, a.label, a.fiscal_year, a.yuan,
           c.prior * 0.01 as prior_yuan, c.difference * 0.01 as difference_yuan, c.percent * 0.01 as percent, c.material,
           c.explained, c.reason, a.document_id
    from amount a left join change c on c.document_id = a.document_id and c.form = a.form and c.title = a.title
        and c.code = a.code and c.label = a.label and c.column_path = a.column_path
    where a.form in ('budget.general', 'final.general') and a.column_role = 'total' and a.code <> '' and a.yuan is not null;
comment on view subject_series is 'General expenditure of each organisation per functional code and year, with the change and its reason';

grant select on largest_unexplained_change, subject_series to mingzhang_reader;
