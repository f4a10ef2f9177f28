-- 013: where the figure of the year before was taken from: that year's document, or what the later document itself says of it.
set local role mingzhang_owner;
set local search_path = mingzhang;

alter table change
    alter prior_document_id drop not null,
    add prior_source text not null default 'document' check (prior_source in ('document', 'column', 'statement')),
    add check ((prior_document_id is null) <= (prior_source <> 'document'));
comment on column change.prior_source is
    'document: the document of the year before; column: a column of that year beside the current figure; statement: the change that the text states';

create or replace view unexplained_change as
    select d.organisation, d.region, d.fiscal_year, d.kind, c.title, c.label, c.code, c.column_path,
           case when c.money then c.prior * 0.01 end as prior_yuan,
           case when c.money then c.current * 0.01 end as current_yuan,
           case when c.money then c.difference * 0.01 end as difference_yuan,
           c.percent * 0.01 as percent, c.page, c.line, c.document_id, c.prior_document_id, c.prior_source
    from change c join document d on d.id = c.document_id
    where d.state = 'current' and c.material and not c.explained
    order by abs(c.difference) desc;

create or replace view subject_series as
    select a.organisation, a.region, a.kind, a.level, a.code, a.label, a.fiscal_year, a.yuan,
           c.prior * 0.01 as prior_yuan, c.difference * 0.01 as difference_yuan, c.percent * 0.01 as percent, c.material,
           c.explained, c.reason, a.document_id, c.prior_source
    from amount a left join change c on c.document_id = a.document_id and c.form = a.form and c.title = a.title
        and c.code = a.code and c.label = a.label and c.column_path = a.column_path
    where a.form in ('budget.general', 'final.general') and a.column_role = 'total' and a.code <> '' and a.yuan is not null;
