-- 014: where the reason of a change stands in the document.
set local role mingzhang_owner;
set local search_path = mingzhang;

alter table change
    add reason_page integer not null default 0,
    add reason_line integer not null default 0;
comment on column change.reason_line is 'the line on which the reason begins; 0: there is none, or the year''s code table gives it';

create or replace view subject_series as
    select a.organisation, a.region, a.kind, a.level, a.code, a.label, a.fiscal_year, a.yuan,
           c.prior * 0.01 as prior_yuan, c.difference * 0.01 as difference_yuan, c.percent * 0.01 as percent, c.material,
           c.explained, c.reason, a.document_id, c.prior_source, c.reason_page, c.reason_line
    from amount a left join change c on c.document_id = a.document_id and c.form = a.form and c.title = a.title
        and c.code = a.code and c.label = a.label and c.column_path = a.column_path
    where a.form in ('budget.general', 'final.general') and a.column_role = 'total' and a.code <> '' and a.yuan is not null;
