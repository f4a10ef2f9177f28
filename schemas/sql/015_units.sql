-- 015: amounts in thousands and millions of yuan as printed.
set local role mingzhang_owner;
set local search_path = mingzhang;

create or replace view amount as
    select d.organisation, d.region, d.fiscal_year, d.kind, d.level, l.form, l.title, l.subject, l.label, l.code,
           l.row_role, l.column_path, l.column_role,
           case when l.money then l.amount * 0.01 end as yuan,
           case l.unit when '元' then l.amount * 0.01 when '千元' then l.amount * 0.00001
                       when '百万元' then l.amount * 0.00000001 when '亿元' then l.amount * 0.0000000001
                       else l.amount * 0.000001 end as printed,
           l.unit, l.decimals, l.confidence, l.page, l.line, l.document_id, l.ordinal
    from line_item l join document d on d.id = l.document_id and d.fiscal_year = l.fiscal_year
    where d.state = 'current';

create or replace view statement as
    select d.organisation, d.region, d.fiscal_year, d.kind, d.level, f.section, f.subject, f.item, f.kind as statement,
           f.period, f.base_year,
           case when f.money then f.amount * 0.01 end as yuan,
           case f.unit when '元' then f.amount * 0.01 when '千元' then f.amount * 0.00001
                       when '百万元' then f.amount * 0.00000001 when '亿元' then f.amount * 0.0000000001
                       else f.amount * 0.000001 end as printed,
           f.unit, f.reason, f.page, f.line, f.document_id, f.ordinal
    from fact f join document d on d.id = f.document_id and d.fiscal_year = f.fiscal_year
    where d.state = 'current';
