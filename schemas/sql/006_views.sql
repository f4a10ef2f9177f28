-- 006: what an analyst asks for. All show the latest revisions only.
set local role mingzhang_owner;
set local search_path = mingzhang;

create view current_document as
    select id, organisation, organisation_code, region, fiscal_year, kind, level, revision, serialisation, unit, tables,
           line_items, facts, figures, figures_checked, figures_ambiguous, source_url, published_at, stored_at,
           encode(sha256, 'hex') as sha256, content_length
    from document where state = 'current';
comment on view current_document is 'The latest revision of every disclosure';

create view amount as
    select d.organisation, d.region, d.fiscal_year, d.kind, d.level, l.form, l.title, l.subject, l.label, l.code,
           l.row_role, l.column_path, l.column_role,
           case when l.money then l.amount * 0.01 end as yuan,
           case l.unit when '元' then l.amount * 0.01 when '万元' then l.amount * 0.000001
                       when '亿元' then l.amount * 0.0000000001 else l.amount * 0.000001 end as printed,
           l.unit, l.decimals, l.confidence, l.page, l.line, l.document_id, l.ordinal
    from line_item l join document d on d.id = l.document_id and d.fiscal_year = l.fiscal_year
    where d.state = 'current';
comment on view amount is 'One row per printed amount, in yuan and as printed';

create view statement as
    select d.organisation, d.region, d.fiscal_year, d.kind, d.level, f.section, f.subject, f.item, f.kind as statement,
           f.period, f.base_year,
           case when f.money then f.amount * 0.01 end as yuan,
           case f.unit when '元' then f.amount * 0.01 when '万元' then f.amount * 0.000001
                       when '亿元' then f.amount * 0.0000000001 else f.amount * 0.000001 end as printed,
           f.unit, f.reason, f.page, f.line, f.document_id, f.ordinal
    from fact f join document d on d.id = f.document_id and d.fiscal_year = f.fiscal_year
    where d.state = 'current';
comment on view statement is 'One row per figure of the narrative';

create view open_finding as
    select d.organisation, d.region, d.fiscal_year, d.kind as document_kind, d.level, f.severity, f.rule, f.kind,
           f.message_zh, f.message_en, f.expected, f.actual, f.delta, f.unit, f.page, f.line,
           f.detail #>> '{repairs,0,to}' as suggested, f.raised_at, f.document_id, f.id
    from finding f join document d on d.id = f.document_id
    where f.state = 'open' and d.state = 'current';
comment on view open_finding is 'Anomalies that hold now';

create view organisation_findings as
    select d.organisation, d.region, count(distinct d.id) as documents,
           count(*) filter (where f.severity = 'error') as errors,
           count(*) filter (where f.severity = 'warning') as warnings,
           count(*) filter (where f.severity = 'info') as infos
    from document d left join finding f on f.document_id = d.id and f.state = 'open'
    where d.state = 'current' group by d.organisation, d.region;
comment on view organisation_findings is 'Open findings by organisation';

create view league_table as
    select region, fiscal_year, document_kind, organisation, errors, warnings, figures,
           round(1000.0 * errors / nullif(figures, 0), 2) as errors_per_1000_figures,
           round(100.0 * figures_checked / nullif(figures, 0), 1) as percent_checked,
           rank() over (partition by region, fiscal_year, document_kind order by 1.0 * errors / nullif(figures, 0) nulls last)
               as rank_in_region
    from (select d.region, d.fiscal_year, d.kind as document_kind, d.organisation, d.figures, d.figures_checked,
                 count(f.id) filter (where f.severity = 'error') as errors,
                 count(f.id) filter (where f.severity = 'warning') as warnings
          from document d left join finding f on f.document_id = d.id and f.state = 'open'
          where d.state = 'current' group by d.id) per_document;
comment on view league_table is 'Organisations of a region, best first: errors per 1000 printed figures';

create view rule_frequency as
    select rule, severity, count(*) as findings, count(distinct document_id) as documents,
           count(distinct organisation) as organisations, max(raised_at) as last_raised_at
    from open_finding group by rule, severity;
comment on view rule_frequency is 'Which mistakes are made most';

create view unexplained_change as
    select d.organisation, d.region, d.fiscal_year, d.kind, c.title, c.label, c.code, c.column_path,
           case when c.money then c.prior * 0.01 end as prior_yuan,
           case when c.money then c.current * 0.01 end as current_yuan,
           case when c.money then c.difference * 0.01 end as difference_yuan,
           c.percent * 0.01 as percent, c.page, c.line, c.document_id, c.prior_document_id
    from change c join document d on d.id = c.document_id
    where d.state = 'current' and c.material and not c.explained
    order by abs(c.difference) desc;
comment on view unexplained_change is 'Material changes against the year before without a reason, largest first';

create view check_coverage as
    select c.relation, sum(c.evaluated) as evaluated, sum(c.held) as held, sum(c.broken) as broken,
           sum(c.not_evaluable) as not_evaluable, count(distinct c.document_id) as documents
    from coverage c join document d on d.id = c.document_id
    where d.state = 'current' group by c.relation;
comment on view check_coverage is 'How often each relation was evaluated over all current documents';

create view organisation_trend as
    select organisation, kind, level, form, title, label, code, column_path, fiscal_year, yuan,
           yuan - lag(yuan) over (partition by organisation, kind, level, form, label, code, column_path, row_role
                                  order by fiscal_year) as change_yuan
    from amount where yuan is not null and form is not null;
comment on view organisation_trend is 'The same line over the years';

grant select on current_document, amount, statement, open_finding, organisation_findings, league_table, rule_frequency,
    unexplained_change, check_coverage, organisation_trend to mingzhang_reader;
