-- 001: the schema, its roles, and the record of migrations.
-- Run by a role that may create roles (a superuser or CREATEROLE); everything is owned by mingzhang_owner.
-- The roles can log in but have no password: grant one (ALTER ROLE ... PASSWORD) or map them in pg_hba.conf.

do $$
declare
    name text;
begin
    foreach name in array array['mingzhang_owner', 'mingzhang_writer', 'mingzhang_publisher', 'mingzhang_reader'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I login', name);
        end if;
    end loop;
    -- A relay holds its locks as long as its session lasts. One that is frozen must not keep those out that stand by.
    execute format('alter role mingzhang_publisher in database %I set idle_session_timeout = ''5min''', current_database());
    -- So that the migrating role may create objects in the owner's name.
    if not pg_has_role(current_user, 'mingzhang_owner', 'member') then
        execute format('grant mingzhang_owner to %I', current_user);
    end if;
end
$$;

create schema if not exists mingzhang authorization mingzhang_owner;
set local role mingzhang_owner;
set local search_path = mingzhang;

-- Reader sees the results; writer (worker) adds documents; publisher (relay) empties the outbox.
grant usage on schema mingzhang to mingzhang_writer, mingzhang_publisher, mingzhang_reader;

create table if not exists migration (
    version integer primary key,
    name text not null,
    checksum text not null, -- SHA-256 of the file, hexadecimal
    applied_at timestamptz not null default now()
);
comment on table migration is 'Which files of schemas/sql were applied';
grant select on migration to mingzhang_writer, mingzhang_publisher, mingzhang_reader;
