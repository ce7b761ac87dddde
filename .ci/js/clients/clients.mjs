// Asks a server with the clients that others build on, each a real question, and says
// in one line for each what it got. Exits with 0 only if all of them got it.
//
//   node clients.mjs http://localhost:8080/graphql
//
// The server has the sample, and whoever asks may change it: what is recorded with urql
// is what the two that subscribe have to hear of.
import assert from 'node:assert/strict';
import { Client, fetchExchange, gql } from '@urql/core';
import { createClient as overSocket } from 'graphql-ws';
import { createClient as overEvents } from 'graphql-sse';
import WebSocket from 'ws';

const [url] = process.argv.slice(2);
if (!url) {
  console.error('usage: node clients.mjs URL');
  process.exit(2);
}
const socket = url.replace(/^http/, 'ws');
const said = (client, what) => console.log(`ok ${client}: ${what}`);

// within fails what does not come in time.
const within = (what, promise) =>
  Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error(`${what}: nothing came in 20 s`)), 20_000).unref())]);

const urql = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
const head = await urql.query(gql`{ head { number } nodes(ids: ["actor/russia", "actor/nobody"]) { id __typename } }`, {}).toPromise();
assert.equal(head.error, undefined);
assert.deepEqual(head.data.nodes, [{ id: 'actor/russia', __typename: 'Actor' }, null]);
const before = head.data.head.number;

// Everything that has gone by, and then what happens.
async function listen(name, events, onBegun) {
  const seen = [];
  for await (const event of events) {
    assert.equal(event.errors, undefined, `${name}: ${JSON.stringify(event.errors)}`);
    seen.push(event.data.revision.number);
    assert.equal(event.extensions.revision.number, event.data.revision.number);
    if (seen.length === before) onBegun();
    if (seen.length === before + 1) break;
  }
  assert.deepEqual(seen, Array.from({ length: before + 1 }, (_, i) => i + 1), `${name}: neither a gap nor a repeat`);
  return seen.length;
}

const query = 'subscription Everything($after: Revision64) { revision(after: $after) { number author } }';
const ws = overSocket({ url: socket, webSocketImpl: WebSocket, retryAttempts: 0 });
const sse = overEvents({ url, retryAttempts: 0 });
const begun = [];
const follow = (name, client) => {
  let ready;
  begun.push(new Promise((yes) => (ready = yes)));
  return within(name, listen(name, client.iterate({ query, variables: { after: 0 } }), ready));
};
const heard = [follow('graphql-ws', ws), follow('graphql-sse', sse)];
await within('what has gone by', Promise.race([Promise.all(begun), Promise.all(heard)]));

const recorded = await urql
  .mutation(gql`mutation Record($input: CreateTopicInput!) { createTopic(input: $input) { record { id } revision { number } errors { code message } } }`, {
    input: { record: { id: 'topic/made-up-by-a-client', kind: 'PROPOSITION', names: [{ text: 'Made up: quiet for all', lang: 'en' }] } },
  })
  .toPromise();
assert.equal(recorded.error, undefined);
assert.deepEqual(recorded.data.createTopic.errors, []);
assert.equal(recorded.data.createTopic.revision.number, before + 1);
said('urql', `read revision ${before} and made ${before + 1}`);

const [overWS, overSSE] = await Promise.all(heard);
said('graphql-ws', `${overWS} events, the last one while it happened`);
said('graphql-sse', `${overSSE} events, the last one while it happened`);

// What is wrong with a subscription ends it, and not the connection.
const errors = await within('an error', new Promise((yes, no) => {
  ws.subscribe({ query: 'subscription { changed(where: {by: {anyOf: ["actor/nobody"]}}) { came } }' }, { next: no, error: yes, complete: () => no(new Error('it ended')) });
}));
assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
said('graphql-ws', 'what is refused has its code');
await ws.dispose();
sse.dispose();
