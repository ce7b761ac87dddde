-- Q8: a new statement with its spans, chain and entries of whom it is about, in one transaction; also in all the lists in which it stands, so that
-- what was asked before finds it. What its date can mean is told with it (`when`), so that the database need not read EDTF.
set search_path = peer;

create function key_of(id text) returns int language sql stable as $$ select same from node where node.id = key_of.id $$;
comment on function key_of(text) is E'@behavior -*';

create function create_statement(record json) returns text language plpgsql volatile set plan_cache_mode = force_generic_plan as $$
declare
  k int := nextval('statement_key');
  new_id text := 'statement/new-' || k;
  held json := record -> 'when';
  since bigint := (held ->> 'earliest')::bigint;
  till bigint := (held ->> 'latest')::bigint;
  vague smallint := (held ->> 'width')::smallint;
begin
  insert into statement (key, id, status, marking, coder, scheme, transmission, attribution, depth, text, lang, wording, said, said_words,
    earliest, latest, width, first_local, last_local, basis, listed, sources, confidence)
  values (k, new_id, 'PUBLISHED', 'PUBLIC', record #>> '{coding,coder}', record #>> '{coding,scheme}', record ->> 'transmission', record ->> 'attribution',
    case when record ->> 'transmission' in ('DIRECT', 'RELAYED') then coalesce(json_array_length(record -> 'relays'), 0) end,
    record ->> 'text', record ->> 'lang', record ->> 'wording', record #>> '{said,edtf}', record #>> '{said,words}',
    since, till, vague, (held ->> 'first')::bigint, (held ->> 'last')::bigint, 'CODED', true, 1, (record ->> 'confidence')::double precision);
  insert into speaker (statement, ord, actor, post, behalf)
    select k, n - 1, key_of(x ->> 'actor'), key_of(x ->> 'post'), key_of(x ->> 'onBehalfOf') from json_array_elements(record -> 'speakers') with ordinality j (x, n);
  insert into relay (statement, ord, actor, post, behalf, channel, said)
    select k, n - 1, key_of(x ->> 'actor'), key_of(x ->> 'post'), key_of(x ->> 'onBehalfOf'), x ->> 'channel', x #>> '{said,edtf}'
    from json_array_elements(record -> 'relays') with ordinality j (x, n);
  insert into about (statement, ord, role, level, term, stance, scale, node)
    select k, n - 1, x ->> 'role', coalesce((x ->> 'level')::int, 0), x ->> 'term', (x #>> '{stance,value}')::double precision, x #>> '{stance,scale}', key_of(x ->> 'node')
    from json_array_elements(record -> 'about') with ordinality j (x, n);
  insert into act (statement, ord, act, force)
    select k, n - 1, x ->> 'act', x ->> 'force' from json_array_elements(record -> 'acts') with ordinality j (x, n);
  insert into evidence (statement, ord, part, span_start, span_end, hash, document)
    select k, n - 1, x ->> 'part', (x ->> 'start')::int, (x ->> 'end')::int, x ->> 'hash', (select d.key from document d where d.id = x ->> 'document')
    from json_array_elements(record -> 'evidence') with ordinality j (x, n);
  insert into words (statement, words) values (k, to_tsvector('simple', record ->> 'text'));
  with named as (
    select distinct n.key from speaker s, lateral (values (s.actor), (s.post)) n (key) where s.statement = k and n.key is not null
  ), stood as (
    select key, true as self from named
    union
    select h.actor, false from named join standing h on h.member = named.key and since <= h.holds_to and h.holds_from <= till where h.actor not in (select key from named)
  )
  insert into spoke (actor, statement, self, kind, earliest, width)
    select s.key, k, s.self, a.kind, since, vague from stood s join actor a on a.key = s.key;
  with named as (
    select a.node as key, a.ord, a.stance, a.scale from about a join actor x on x.key = a.node where a.statement = k
  ), stood as (
    select key, ord, true as self, stance, scale from named
    union
    select h.actor, ord, false, stance, scale from named join standing h on h.member = named.key and since <= h.holds_to and h.holds_from <= till
  )
  insert into spoken_of (actor, statement, ord, self, once, kind, stance, scale, earliest, width)
    select s.key, k, s.ord, s.self, row_number() over (partition by s.key order by s.ord) = 1, a.kind, s.stance, s.scale, since, vague
    from stood s join actor a on a.key = s.key;
  with pair as (
    select distinct s.actor as source, a.node as target from speaker s, about a join actor x on x.key = a.node where s.statement = k and a.statement = k and s.actor <> a.node
  ), way as (
    select source, target from pair union select target, source from pair
  ), seen as (
    insert into neighbour (source, target) select b.source, b.target from way b where not exists (select from neighbour n where n.source = b.source and n.target = b.target)
    on conflict do nothing
  )
  insert into led (source, target, statement, earliest, width) select source, target, k, since, vague from way;
  return new_id;
end $$;
