-- What PostGraphile makes fields of: what refers to what, told in comments, since keys that are checked would make writing slower; and
-- the lists and computed columns that tables alone do not give. docs/bench/peer/questions.graphql asks in these.
set search_path = peer;

comment on table node is E'@name thing';
comment on table statement is E'@foreignKey (occasion) references event (key)|@fieldName occasionEvent\n@foreignKey (place) references node (key)|@fieldName placeNode';
comment on table event is E'@foreignKey (key) references node (key)|@fieldName node|@foreignFieldName event\n@foreignKey (agreement) references node (key)|@fieldName underNode|@foreignFieldName eventsUnder';
comment on table agreement is E'@foreignKey (key) references node (key)|@fieldName node|@foreignFieldName agreement';
comment on table party is E'@foreignKey (agreement) references node (key)|@fieldName agreementNode|@foreignFieldName parties\n@foreignKey (actor) references node (key)|@fieldName actorNode|@foreignFieldName partyOf';
comment on table document is E'@foreignKey (publisher) references node (key)|@fieldName publisherNode|@foreignFieldName published';
comment on table speaker is E'@foreignKey (statement) references statement (key)|@fieldName said|@foreignFieldName speakers\n@foreignKey (actor) references node (key)|@fieldName actorNode|@foreignFieldName spokeAsActor\n@foreignKey (post) references node (key)|@fieldName postNode|@foreignFieldName spokeInPost\n@foreignKey (behalf) references node (key)|@fieldName behalfNode|@foreignFieldName spokenFor';
comment on table relay is E'@foreignKey (statement) references statement (key)|@fieldName relayed|@foreignFieldName relays\n@foreignKey (actor) references node (key)|@fieldName actorNode|@foreignFieldName relayedAsActor\n@foreignKey (post) references node (key)|@fieldName postNode|@foreignFieldName relayedInPost\n@foreignKey (behalf) references node (key)|@fieldName behalfNode|@foreignFieldName relayedFor';
comment on table addressee is E'@foreignKey (statement) references statement (key)|@fieldName told|@foreignFieldName addressees\n@foreignKey (actor) references node (key)|@fieldName actorNode|@foreignFieldName addressed\n@foreignKey (post) references node (key)|@fieldName postNode|@foreignFieldName addressedInPost';
comment on table about is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName about\n@foreignKey (node) references node (key)|@fieldName node|@foreignFieldName spokenOf';
comment on column about.node is E'@name nodeKey';
comment on column speaker.statement is E'@name statementKey';
comment on table act is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName acts';
comment on table content is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName contents\n@foreignKey (actor) references node (key)|@fieldName actorNode|@foreignFieldName contentsOf';
comment on table content_toward is E'@foreignKey (statement, level) references content (statement, level)|@fieldName of|@foreignFieldName toward\n@foreignKey (actor) references node (key)|@fieldName actorNode|@foreignFieldName towardOf';
comment on table position is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName positions\n@foreignKey (topic) references node (key)|@fieldName topicNode|@foreignFieldName positionsOn';
comment on table link is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName links\n@foreignKey (target) references statement (key)|@fieldName statementLinked|@foreignFieldName linkedFrom';
comment on table figure is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName figures\n@foreignKey (counted_by) references node (key)|@fieldName countedByNode|@foreignFieldName counts';
comment on table translation is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName translations';
comment on table evidence is E'@foreignKey (statement) references statement (key)|@fieldName of|@foreignFieldName evidence\n@foreignKey (document) references document (key)|@fieldName documentCited|@foreignFieldName cited';

-- The words at a span of a document's text.
create function evidence_exact(e evidence) returns text language sql stable as $$
  select substr(d.body, e.span_start + 1, e.span_end - e.span_start) from document d where d.key = e.document and e.span_start is not null
$$;

-- Who vouches that a statement was made: the outermost relay, or else the publishers of its documents.
create function statement_attested_by(s statement) returns setof node language sql stable as $$
  select n.* from relay r join node n on n.key = r.actor where r.statement = s.key and r.ord = 0
  union all
  select n.* from (
    select d.publisher, min(e.ord) as ord from evidence e join document d on d.key = e.document
    where e.statement = s.key and d.publisher is not null and not exists (select from relay r where r.statement = s.key)
    group by d.publisher order by 2
  ) p join node n on n.key = p.publisher
$$;

create function said_about(by text, about text) returns setof statement language sql stable as $$
  select s.*
  from spoken_of o join statement s on s.key = o.statement
  where o.actor = (select same from node where node.id = said_about.about) and o.self and o.once
    and exists (select from spoke b where b.statement = o.statement and b.actor = (select same from node where node.id = said_about.by))
  order by o.earliest desc, o.width, o.statement
  limit 20
$$;

create function all_about(about text) returns setof statement language sql stable as $$
  select s.*
  from spoken_of o join statement s on s.key = o.statement
  where o.actor = (select same from node where node.id = all_about.about) and o.self and o.once
  order by o.earliest desc, o.width, o.statement
  limit 20
$$;

create function said_by(by text) returns setof statement language sql stable as $$
  select s.*
  from spoke b join statement s on s.key = b.statement
  where b.actor = (select same from node where node.id = said_by.by) and b.self
  order by b.earliest desc, b.width, b.statement
  limit 20
$$;

create function best_matches(query text) returns setof statement language sql stable as $$
  select s.*
  from (
    select w.statement, ts_rank(w.words, query::tsquery) as rank from words w where w.words @@ query::tsquery
    order by rank desc, w.statement
    limit 20
  ) l join statement s on s.key = l.statement
  order by l.rank desc, l.statement
$$;
