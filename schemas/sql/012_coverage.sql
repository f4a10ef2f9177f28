-- 012: the coverage per figure: by how many of the relations that were evaluated it is seen.
set local role mingzhang_owner;
set local search_path = mingzhang;

alter table line_item add column relations smallint not null default 0;
comment on column line_item.relations is 'How many evaluated relations see the amount; 0: nothing could check it';
alter table fact add column relations smallint not null default 0;
comment on column fact.relations is 'How many evaluated relations see the figure; 0: nothing could check it';

create view unchecked_figure as
    select d.organisation, d.region, d.fiscal_year, d.kind, l.title, l.label, l.code, l.column_path,
           case when l.money then l.amount * 0.01 end as yuan, l.page, l.line, l.document_id
    from line_item l join document d on d.id = l.document_id and d.fiscal_year = l.fiscal_year
    where d.state = 'current' and l.relations = 0 and l.amount <> 0
    union all
    select d.organisation, d.region, d.fiscal_year, d.kind, '', f.subject, '', '',
           case when f.money then f.amount * 0.01 end, f.page, f.line, f.document_id
    from fact f join document d on d.id = f.document_id and d.fiscal_year = f.fiscal_year
    where d.state = 'current' and f.relations = 0 and f.amount <> 0;
comment on view unchecked_figure is 'Figures of current documents that no relation sees: what could not be checked';

grant select on unchecked_figure to mingzhang_reader;
