// A program of somebody who wants types: what it asks, and what it reads of the answers,
// is checked against the schema when it is compiled.
import { graphql } from './generated/gql.js';
import type { TypedDocumentString, WhoAccusesQueryVariables } from './generated/graphql.js';

declare const process: { argv: string[]; exitCode: number };

const whoAccuses = graphql(`
  query WhoAccuses($whom: ID!, $first: Int!) {
    statements(where: { about: [{ roles: [ACCUSED], actor: { anyOf: [$whom] } }] }, first: $first) {
      totalCount
      nodes {
        id
        said {
          edtf
        }
        speakers {
          actor {
            name(lang: ["en"])
          }
        }
        acts {
          act
        }
        about {
          role
          node {
            __typename
            ... on Actor {
              kind
            }
          }
        }
      }
    }
  }
`);

const series = graphql(`
  query Series($from: EDTF, $to: EDTF) {
    series(where: { said: { from: $from, to: $to } }, period: DAY, by: ACT, first: 10) {
      flat {
        time
        key
        count
      }
    }
  }
`);

async function ask<Result, Variables>(url: string, document: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await answer.json()) as { data: Result; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const url = process.argv[2]!;
const variables: WhoAccusesQueryVariables = { whom: 'actor/syrian-government', first: 5 };
const { statements } = await ask(url, whoAccuses, variables);
if (!statements || statements.nodes.length === 0 || (statements.totalCount ?? 0) < statements.nodes.length) throw new Error('nobody accuses anybody');
for (const s of statements.nodes) {
  const accused = s.about.filter((a) => a.role === 'ACCUSED' && a.node?.__typename === 'Actor');
  if (accused.length === 0) throw new Error(`${s.id} accuses nobody`);
}
const points = (await ask(url, series, { from: '2016-01-01', to: '2016-12-31' })).series?.flat ?? [];
if (points.length === 0) throw new Error('nothing was said');
const count: number = points.reduce((sum, p) => sum + p.count, 0);
console.log(`ok graphql-codegen: ${statements.nodes.length} statements, ${count} in ${points.length} points`);
