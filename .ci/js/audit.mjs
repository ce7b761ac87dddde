// Runs the server audits of graphql-http against a GraphQL endpoint and prints
// one line for each. Exits with 0 only if every audit is ok.
//
//   node audit.mjs http://localhost:8080/graphql
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
if (!url) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}

const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  counts[result.status]++;
  const reason = result.status === 'ok' ? '' : `: ${result.reason}`;
  console.log(`${result.status.padEnd(6)} ${audit.id} ${audit.name}${reason}`);
}
const total = Object.values(counts).reduce((a, b) => a + b);
console.log(`${counts.ok} of ${total} audits ok`);
process.exit(counts.ok === total ? 0 : 1);
