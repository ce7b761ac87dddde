-- Keys and indexes, made when the rows are there, and what is counted of them.
set search_path = peer;
set maintenance_work_mem = '512MB';

alter table node add primary key (key);
create unique index on node (id) include (same);
alter table actor add primary key (key);
alter table affiliation add primary key (holder, ord);
create index on affiliation (organisation);
create index on standing (member) include (actor, holds_from, holds_to);
create index on standing (actor);
alter table location add primary key (key);
alter table topic add primary key (key);
alter table agreement add primary key (key);
alter table party add primary key (agreement, ord);
alter table event add primary key (key);
alter table document add primary key (key);
alter table document add unique (id);

alter table statement add primary key (key);
alter table statement add unique (id);
create index on statement (width, first_local) include (last_local) where listed;
create index on statement (utterance) where utterance is not null;
alter table speaker add primary key (statement, ord);
alter table relay add primary key (statement, ord);
alter table addressee add primary key (statement, ord);
alter table about add primary key (statement, ord);
alter table act add primary key (statement, ord);
alter table content add primary key (statement, level);
alter table content_toward add primary key (statement, level, ord);
alter table position add primary key (statement, ord);
alter table link add primary key (statement, ord);
alter table figure add primary key (statement, ord);
alter table translation add primary key (statement, ord);
alter table evidence add primary key (statement, ord);

alter table words add primary key (statement);
create index on words using gin (words);

-- Lists in the order in which they are shown: by the earliest instant from late to early, then the less vague, then the first recorded.
create index on spoke (actor, earliest desc, width, statement) where self;
create unique index on spoke (statement, actor) include (kind);
create index on spoke (statement, actor) where kind = 'STATE';
create index on spoken_of (actor, earliest desc, width, statement) where self and once;
create unique index on spoken_of (statement, actor, ord);
create index on spoken_of (statement, actor) include (once, stance, scale) where kind = 'STATE';
create index on led (source, target, earliest desc, width, statement);

-- Each pair of actors once, to look for ways along.
create table neighbour as select distinct source, target from led;
alter table neighbour add primary key (source, target);

create sequence statement_key;
select setval('statement_key', (select max(key) from statement));

vacuum (analyze) node;
