-- The questions of docs/bench/README.md, each a function that gives its answer as JSON, in the words of hudna's API. They are
-- in PL/pgSQL because the plans of its queries are kept with the connection; those of functions in SQL are made for each call.
set search_path = peer;

-- Statements with all that belongs to them. What is not asked for of it is not looked up.
create view shown as
select
  s.*,
  (select coalesce(json_agg(json_build_object(
      'actor', json_build_object('id', a.id, 'name', a.name),
      'post', case when p.key is not null then json_build_object('id', p.id, 'name', p.name) end,
      'onBehalfOf', case when b.key is not null then json_build_object('id', b.id) end,
      'cue', case when x.cue is not null then json_build_object('text', x.cue) end
    ) order by x.ord), '[]')
    from speaker x join node a on a.key = x.actor left join node p on p.key = x.post left join node b on b.key = x.behalf
    where x.statement = s.key) as speakers,
  (select coalesce(json_agg(json_build_object(
      'actor', json_build_object('id', a.id, 'name', a.name),
      'post', case when p.key is not null then json_build_object('id', p.id) end,
      'onBehalfOf', case when b.key is not null then json_build_object('id', b.id) end,
      'channel', x.channel,
      'said', case when x.said is not null then json_build_object('edtf', x.said) end
    ) order by x.ord), '[]')
    from relay x join node a on a.key = x.actor left join node p on p.key = x.post left join node b on b.key = x.behalf
    where x.statement = s.key) as relays,
  (select coalesce(json_agg(json_build_object(
      'actor', json_build_object('id', a.id, 'name', a.name),
      'post', case when p.key is not null then json_build_object('id', p.id) end
    ) order by x.ord), '[]')
    from addressee x join node a on a.key = x.actor left join node p on p.key = x.post
    where x.statement = s.key) as addressees,
  (select coalesce(json_agg(json_build_object(
      'role', x.role, 'level', x.level, 'term', x.term,
      'stance', case when x.stance is not null then json_build_object('value', x.stance, 'scale', x.scale) end,
      'node', case n.kind
        when 'event' then json_build_object('id', n.id, 'kind', e.kind, 'when', case when e.happened is not null then json_build_object('edtf', e.happened) end)
        else json_build_object('id', n.id, 'name', n.name)
      end
    ) order by x.ord), '[]')
    from about x join node n on n.key = x.node left join event e on e.key = x.node and n.kind = 'event'
    where x.statement = s.key) as about,
  (select coalesce(json_agg(json_build_object('act', x.act, 'force', x.force) order by x.ord), '[]')
    from act x where x.statement = s.key) as acts,
  (select coalesce(json_agg(json_build_object(
      'part', x.part, 'start', x.span_start, 'end', x.span_end, 'hash', x.hash,
      'exact', substr(d.body, x.span_start + 1, x.span_end - x.span_start),
      'document', json_build_object(
        'id', d.id, 'title', d.title, 'lang', d.lang,
        'published', case when d.published is not null then json_build_object('edtf', d.published) end,
        'publisher', case when p.key is not null then json_build_object('id', p.id, 'name', p.name) end
      )
    ) order by x.ord), '[]')
    from evidence x join document d on d.key = x.document left join node p on p.key = d.publisher
    where x.statement = s.key) as evidence,
  case when s.said is not null or s.said_words is not null then json_build_object('edtf', s.said, 'words', s.said_words) end as date
from statement s;

create function content_of(of int, at int) returns json language plpgsql stable as $$
begin
  return (
    select json_build_object(
      'mood', c.mood, 'action', c.action,
      'actor', case when a.key is not null then json_build_object('id', a.id) end,
      'toward', (
        select coalesce(json_agg(json_build_object('id', n.id) order by t.ord), '[]')
        from content_toward t join node n on n.key = t.actor where t.statement = of and t.level = at
      ),
      'content', (
        select json_build_object('mood', i.mood, 'action', i.action, 'actor', case when n.key is not null then json_build_object('id', n.id) end)
        from content i left join node n on n.key = i.actor where i.statement = of and i.level = at + 1
      )
    )
    from content c left join node a on a.key = c.actor
    where c.statement = of and c.level = at
  );
end $$;
comment on function content_of(int, int) is E'@omit';

-- Q1: one statement whole.
create function q1(id text) returns json language plpgsql stable as $$
begin
  return (
    select json_build_object(
      'id', s.id, 'status', s.status, 'marking', s.marking,
      'coding', case when s.coder is not null then json_build_object('coder', s.coder, 'scheme', s.scheme) end,
      'speakers', s.speakers, 'relays', s.relays, 'transmission', s.transmission, 'attribution', s.attribution, 'depth', s.depth,
      'addressees', s.addressees, 'about', s.about, 'acts', s.acts,
      'text', s.text, 'lang', s.lang, 'wording', s.wording, 'said', s.date, 'evidence', s.evidence,
      'polarity', s.polarity, 'condition', s.condition,
      'content', content_of(s.key, 0),
      'positions', (
        select coalesce(json_agg(json_build_object('topic', json_build_object('id', n.id, 'name', n.name), 'agreement', x.agreement) order by x.ord), '[]')
        from position x join node n on n.key = x.topic where x.statement = s.key
      ),
      'links', (
        select coalesce(json_agg(json_build_object('kind', x.kind, 'of', x.what, 'statement', json_build_object('id', t.id, 'text', t.text)) order by x.ord), '[]')
        from link x join statement t on t.key = x.target where x.statement = s.key
      ),
      'utterance', s.utterance,
      'occasion', (select json_build_object('id', n.id, 'kind', e.kind) from node n join event e on e.key = n.key where n.key = s.occasion),
      'figures', (
        select coalesce(json_agg(json_build_object(
          'what', x.what, 'best', x.best, 'low', x.low, 'high', x.high, 'bound', x.bound, 'unit', x.unit,
          'countedBy', case when n.key is not null then json_build_object('id', n.id) end
        ) order by x.ord), '[]')
        from figure x left join node n on n.key = x.counted_by where x.statement = s.key
      ),
      'translations', (
        select coalesce(json_agg(json_build_object('lang', x.lang, 'text', x.text, 'by', x.translator) order by x.ord), '[]')
        from translation x where x.statement = s.key
      ),
      'place', (select json_build_object('id', n.id, 'name', n.name) from node n where n.key = s.place),
      'channel', s.channel, 'confidence', s.confidence, 'basis', s.basis,
      'attestedBy', coalesce(
        (select json_build_array(json_build_object('id', n.id, 'name', n.name)) from relay x join node n on n.key = x.actor where x.statement = s.key and x.ord = 0),
        (select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.ord)
          from (
            select n.id, n.name, min(x.ord) as ord from evidence x join document d on d.key = x.document join node n on n.key = d.publisher
            where x.statement = s.key group by n.id, n.name
          ) p),
        '[]'
      ),
      'sources', s.sources
    )
    from shown s where s.id = q1.id
  );
end $$;

-- Q2: what A, who speaks for it and its parts said about B, the newest 20.
create function q2(by text, about text) returns json language plpgsql stable as $$
begin
  return (
    select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
      'id', s.id, 'speakers', s.speakers, 'relays', s.relays, 'transmission', s.transmission, 'attribution', s.attribution, 'depth', s.depth,
      'addressees', s.addressees, 'about', s.about, 'acts', s.acts,
      'text', s.text, 'lang', s.lang, 'wording', s.wording, 'said', s.date, 'evidence', s.evidence
    )) order by l.earliest desc, l.width, l.statement), '[]'))
    from (
      select o.statement, o.earliest, o.width
      from spoken_of o
      where o.actor = (select same from node where node.id = q2.about) and o.self and o.once
        and exists (select from spoke b where b.statement = o.statement and b.actor = (select same from node where node.id = q2.by))
      order by o.earliest desc, o.width, o.statement
      limit 20
    ) l join shown s on s.key = l.statement
  );
end $$;

-- Q3: all about B, the newest 20.
create function q3(about text) returns json language plpgsql stable as $$
begin
  return (
    select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
      'id', s.id, 'speakers', s.speakers, 'relays', s.relays, 'transmission', s.transmission, 'attribution', s.attribution, 'depth', s.depth,
      'addressees', s.addressees, 'about', s.about, 'acts', s.acts,
      'text', s.text, 'lang', s.lang, 'wording', s.wording, 'said', s.date
    )) order by l.earliest desc, l.width, l.statement), '[]'))
    from (
      select o.statement, o.earliest, o.width
      from spoken_of o
      where o.actor = (select same from node where node.id = q3.about) and o.self and o.once
      order by o.earliest desc, o.width, o.statement
      limit 20
    ) l join shown s on s.key = l.statement
  );
end $$;

-- Q4: a speaker, the events of the newest 20 statements, their agreements, and the parties.
create function q4(by text) returns json language plpgsql stable as $$
begin
  return (
    select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
      'id', s.id,
      'about', (
        select coalesce(json_agg(json_build_object('role', x.role, 'node', case n.kind
          when 'event' then json_build_object(
            'id', n.id, 'kind', e.kind, 'when', case when e.happened is not null then json_build_object('edtf', e.happened) end,
            'under', case when g.key is not null then json_build_object('id', g.id, 'name', g.name, 'parties', (
              select coalesce(json_agg(json_build_object('role', p.role, 'actor', json_build_object('id', a.id, 'name', a.name)) order by p.ord), '[]')
              from party p join node a on a.key = p.actor where p.agreement = e.agreement
            )) end
          )
          else json_build_object('id', n.id)
        end) order by x.ord), '[]')
        from about x join node n on n.key = x.node left join event e on e.key = x.node and n.kind = 'event' left join node g on g.key = e.agreement
        where x.statement = l.statement
      )
    )) order by l.earliest desc, l.width, l.statement), '[]'))
    from (
      select b.statement, b.earliest, b.width
      from spoke b
      where b.actor = (select same from node where node.id = q4.by) and b.self
      order by b.earliest desc, b.width, b.statement
      limit 20
    ) l join statement s on s.key = l.statement
  );
end $$;

-- Q5: who spoke how of whom, state by state. The days are the first and the last second that may be meant; without them, over everything.
-- The two are apart, as no plan is good for both.
create function q5(first bigint default null, last bigint default null) returns json language plpgsql stable as $$
begin
  if first is null and last is null then
    return (
      with cell as (
        select r.actor as source, o.actor as target, o.scale, count(*) filter (where o.once) as n, count(o.stance) as stances, avg(o.stance) as stance
        from spoke r join spoken_of o on o.statement = r.statement
        where r.kind = 'STATE' and o.kind = 'STATE'
        group by 1, 2, 3
      ), pair as (
        select a.id as source, b.id as target, sum(c.n) as n,
          coalesce(json_agg(json_build_object('scale', c.scale, 'count', c.stances, 'mean', c.stance) order by c.scale) filter (where c.stances > 0), '[]') as stances
        from cell c join node a on a.key = c.source join node b on b.key = c.target
        group by 1, 2
      ), counted as (
        select
          (select count(*) from statement where listed) as listed,
          (select count(*) from (select distinct r.statement from spoke r join spoken_of o on o.statement = r.statement where r.kind = 'STATE' and o.kind = 'STATE') x) as n
      )
      select json_build_object(
        'cells', (
          select coalesce(json_agg(json_build_object('row', json_build_object('id', source), 'column', json_build_object('id', target), 'count', n, 'stances', stances)), '[]')
          from (select * from pair order by n desc, source, target limit 2500) x
        ),
        'distinct', (select count(*) from pair), 'statements', c.n, 'without', c.listed - c.n
      )
      from counted c
    );
  end if;
  return (
    with said as materialized (
      select s.key
      from (values (0::smallint, 2 * 86400), (1, 32 * 86400), (2, 367 * 86400)) w (width, seconds),
        lateral (
          select key from statement
          where listed and width = w.width and first_local between q5.first - w.seconds and q5.last and last_local >= q5.first
        ) s
      union all
      select key from statement where listed and width = 3 and first_local <= q5.last and last_local >= q5.first
    ), found as materialized (
      select r.actor as source, o.actor as target, o.scale, o.once, o.stance, r.statement
      from said s join spoke r on r.statement = s.key and r.kind = 'STATE' join spoken_of o on o.statement = s.key and o.kind = 'STATE'
    ), cell as (
      select source, target, scale, count(*) filter (where once) as n, count(stance) as stances, avg(stance) as stance
      from found
      group by 1, 2, 3
    ), pair as (
      select a.id as source, b.id as target, sum(c.n) as n,
        coalesce(json_agg(json_build_object('scale', c.scale, 'count', c.stances, 'mean', c.stance) order by c.scale) filter (where c.stances > 0), '[]') as stances
      from cell c join node a on a.key = c.source join node b on b.key = c.target
      group by 1, 2
    ), counted as (
      select (select count(*) from said) as listed, (select count(distinct statement) from found) as n
    )
    select json_build_object(
      'cells', (
        select coalesce(json_agg(json_build_object('row', json_build_object('id', source), 'column', json_build_object('id', target), 'count', n, 'stances', stances)), '[]')
        from (select * from pair order by n desc, source, target limit 2500) x
      ),
      'distinct', (select count(*) from pair), 'statements', c.n, 'without', c.listed - c.n
    )
    from counted c
  );
end $$;

-- Q6: a shortest chain of statements between two actors, of at most six steps, with the statements on it. It is looked for from both ends in
-- turn, from the end where there is less to look at.
create function q6(source text, target text) returns json language plpgsql stable as $$
declare
  near int := (select same from node where id = q6.source);
  far int := (select same from node where id = q6.target);
  ahead int[] := array[near]; -- to where the ways from each end have come
  back int[] := array[far];
  seen_ahead int[] := ahead; -- where they have been, and how far from the end that is
  seen_back int[] := back;
  level_ahead int[] := array[0];
  level_back int[] := array[0];
  steps_ahead int := 0;
  steps_back int := 0;
  met int;
  way int[];
begin
  if near = far then
    return json_build_array(json_build_object('length', 0, 'steps', '[]'::json));
  end if;
  while met is null and steps_ahead + steps_back < 6 and ahead <> '{}' and back <> '{}' loop
    if cardinality(ahead) <= cardinality(back) then
      ahead := (select coalesce(array_agg(distinct n.target), '{}') from neighbour n where n.source = any (ahead) and n.target <> all (seen_ahead));
      steps_ahead := steps_ahead + 1;
      seen_ahead := seen_ahead || ahead;
      level_ahead := level_ahead || array_fill(steps_ahead, array[cardinality(ahead)]);
    else
      back := (select coalesce(array_agg(distinct n.target), '{}') from neighbour n where n.source = any (back) and n.target <> all (seen_back));
      steps_back := steps_back + 1;
      seen_back := seen_back || back;
      level_back := level_back || array_fill(steps_back, array[cardinality(back)]);
    end if;
    met := (select min(a) from unnest(ahead) a where a = any (back));
  end loop;
  if met is null then
    return '[]'::json;
  end if;
  way := array[met];
  for step in reverse steps_ahead - 1 .. 0 loop
    way := (
      select min(s.actor) from unnest(seen_ahead, level_ahead) s (actor, level) join neighbour n on n.source = s.actor and n.target = way[1] where s.level = step
    ) || way;
  end loop;
  for step in reverse steps_back - 1 .. 0 loop
    way := way || (
      select min(s.actor) from unnest(seen_back, level_back) s (actor, level) join neighbour n on n.source = s.actor and n.target = way[cardinality(way)] where s.level = step
    );
  end loop;
  return json_build_array(json_build_object('length', cardinality(way) - 1, 'steps', (
    select json_agg(json_build_object(
      'from', json_build_object('id', a.id), 'to', json_build_object('id', b.id),
      'count', (select count(*) from led l where l.source = way[i] and l.target = way[i + 1]),
      'statements', (
        select json_agg(json_build_object('id', s.id, 'text', s.text, 'said', case when s.said is not null then json_build_object('edtf', s.said) end)
          order by l.earliest desc, l.width, l.statement)
        from (
          select * from led l where l.source = way[i] and l.target = way[i + 1] order by l.earliest desc, l.width, l.statement limit 5
        ) l join statement s on s.key = l.statement
      )
    ) order by i)
    from generate_series(1, cardinality(way) - 1) i join node a on a.key = way[i] join node b on b.key = way[i + 1]
  )));
end $$;

-- Q7: the best 20 of the statements in which words stand that were folded beforehand.
create function q7(query text) returns json language plpgsql stable as $$
begin
  return (
    select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object('id', s.id, 'text', s.text, 'lang', s.lang)) order by l.rank desc, l.statement), '[]'))
    from (
      select w.statement, ts_rank(w.words, q7.query::tsquery) as rank from words w where w.words @@ q7.query::tsquery
      order by rank desc, w.statement
      limit 20
    ) l join statement s on s.key = l.statement
  );
end $$;

-- All of these, to compare them: their ids, from the first to the last.
create function q7_all(query text, most int) returns json language plpgsql stable as $$
begin
  return (select json_build_object('count', count(*), 'ids', (array_agg(s.id order by s.id))[1:most]) from words w join statement s on s.key = w.statement where w.words @@ q7_all.query::tsquery);
end $$;
