-- The tables of the peer: the newest revision of a graph, normalised. `hudna bench --peer-tables` writes a file for each.
--
-- What could be derived is there ready, in favour of the peer: references lead to what records are judged to be, who
-- stands for whom is in `standing`, what that means for each statement in `spoke` and `spoken_of`, what leads from one
-- actor to another in `led`, and words are folded. Only what is shown by default (`listed`) is in these.

create schema peer;
set search_path = peer;

-- A node is whatever can be spoken about. `same` is what it is judged to be; nothing refers to the others.
create table node (
  key int not null, id text collate "C" not null, kind text collate "C" not null, name text, same int not null
);

create table actor (key int not null, kind text collate "C" not null, status text not null);
create table affiliation (
  holder int not null, ord int not null, organisation int, kind text, post int, speaks_for boolean not null,
  may_hold_from bigint not null, may_hold_to bigint not null
);
-- Who stands for an actor, as one who speaks for it or for its parts, or as a part: at instants between the two.
create table standing (actor int not null, member int not null, holds_from bigint not null, holds_to bigint not null);

create table location (key int not null, kind text, within int);
create table topic (key int not null, kind text, broader int);
create table agreement (key int not null, kind text);
create table party (agreement int not null, ord int not null, actor int, role text);
create table event (key int not null, kind text, happened text, agreement int);
create table document (
  key int not null, id text collate "C" not null, title text, lang text, published text, publisher int, body text
);

create table statement (
  key int not null, id text collate "C" not null, status text not null, marking text not null, coder text, scheme text,
  transmission text, attribution text, depth int, text text, lang text, wording text, said text, said_words text,
  -- The first and the last instant that the date can mean, how vague it is (0 to 4), and its days by its own clock.
  earliest bigint not null, latest bigint not null, width smallint not null, first_local bigint, last_local bigint,
  polarity text, condition text, utterance text collate "C", occasion int, place int, channel text, confidence double precision,
  basis text, listed boolean not null, sources int not null
);
create table speaker (statement int not null, ord int not null, actor int, post int, behalf int, cue text);
create table relay (statement int not null, ord int not null, actor int, post int, behalf int, channel text, said text);
create table addressee (statement int not null, ord int not null, actor int, post int);
create table about (
  statement int not null, ord int not null, role text, level int, term text, stance double precision, scale text, node int not null
);
create table act (statement int not null, ord int not null, act text, force text);
create table content (statement int not null, level int not null, mood text, action text, actor int);
create table content_toward (statement int not null, level int not null, ord int not null, actor int);
create table position (statement int not null, ord int not null, topic int, agreement text);
create table link (statement int not null, ord int not null, kind text, what text, target int);
create table figure (
  statement int not null, ord int not null, what text, best bigint, low bigint, high bigint, bound text, unit text, counted_by int
);
create table translation (statement int not null, ord int not null, lang text, text text, translator text);
create table evidence (
  statement int not null, ord int not null, part text, span_start int, span_end int, hash text, document int
);

-- The folded words of a statement and its translations.
create table words (statement int not null, words tsvector not null);

-- Who spoke: the actors and posts themselves (`self`), and for whom they stood when it was said.
create table spoke (
  actor int not null, statement int not null, self boolean not null, kind text collate "C" not null, earliest bigint not null, width smallint not null
);
-- Of whom was spoken, likewise; `once` in one row for each actor and statement.
create table spoken_of (
  actor int not null, statement int not null, ord int not null, self boolean not null, once boolean not null, kind text collate "C" not null,
  stance double precision, scale text collate "C", earliest bigint not null, width smallint not null
);
-- What leads from one actor to another: that one spoke of the other, in both directions.
create table led (source int not null, target int not null, statement int not null, earliest bigint not null, width smallint not null);
