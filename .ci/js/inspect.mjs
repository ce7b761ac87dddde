// Refuses what graphql-inspector finds that breaks questions which are asked today,
// unless the changelog names it in backquotes, such as `Actor.name`.
//
//   node inspect.mjs OLD.graphql NEW.graphql CHANGELOG.md
import { readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const [before, after, changelog] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const changes = await diff(buildSchema(before), buildSchema(after));
const breaking = changes.filter((c) => c.criticality.level === CriticalityLevel.Breaking);
const silent = breaking.filter((c) => !changelog.includes('`' + c.path + '`'));
for (const c of silent) {
  console.log(`breaks questions that are asked today, and CHANGELOG.md does not name \`${c.path}\`: ${c.message}`);
}
console.log(`${changes.length} changes, ${breaking.length} of them breaking, ${silent.length} of these not announced`);
process.exit(silent.length === 0 ? 0 : 1);
