// Asks a server what relay-compiler has made of the documents in src: page by page, as
// Relay does, and by id.
//
//   node ask.mjs http://localhost:8080/graphql
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

const [url] = process.argv.slice(2);
const compiled = async (name) => (await import(`./artifacts/${name}.graphql.js`)).default.params;
async function ask({ text }, variables) {
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: text, variables }) });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const id = 'actor/russia';
const first = await ask(await compiled('StatementsQuery'), { id });
const { edges, totalCount, pageInfo } = first.actor.mentions;
assert.equal(edges.length, 2);
assert.ok(pageInfo.hasNextPage && totalCount > 2);
const seen = edges.map((e) => e.node.id);
let after = pageInfo.endCursor;
const next = await compiled('StatementsPaginationQuery');
for (let more = true; more; ) {
  const { mentions } = (await ask(next, { id, first: 3, after })).node;
  seen.push(...mentions.edges.map((e) => e.node.id));
  ({ hasNextPage: more, endCursor: after } = mentions.pageInfo);
}
assert.equal(new Set(seen).size, totalCount, 'each statement once');
assert.equal(seen.length, totalCount);

const found = await ask(await compiled('StatementsNodeQuery'), { id, ids: [id, 'actor/nobody'] });
assert.equal(found.node.__typename, 'Actor');
assert.deepEqual(found.nodes, [{ __typename: 'Actor', id }, null]);
console.log(`ok relay: ${readdirSync('artifacts').length} artifacts, ${totalCount} statements page by page`);
