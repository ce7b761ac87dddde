// The recommended rules of graphql-eslint and those for Relay, over the schema and over
// the documents of the clients. An exception says why.
import graphql from '@graphql-eslint/eslint-plugin';

const schema = { graphQLConfig: { schema: './schema/*.graphqls', documents: './documents/*.graphql' } };

export default [
  {
    files: ['schema/*.graphqls'],
    languageOptions: { parser: graphql.parser, parserOptions: schema },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Everything is described, and not only what the set demands.
      '@graphql-eslint/require-description': [
        'error',
        { types: true, DirectiveDefinition: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true },
      ],
      // A description of one line stands in one line, a longer one as a block: both are needed.
      '@graphql-eslint/description-style': 'off',
      // Only records have an id, and whatever implements Node is held to it by the language
      // itself. A date, a count or a page is a value: it has no identity of its own.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Connections have `nodes` beside `edges`, as GitHub's have, and values come as plain lists; each
      // of these is bounded, and edges would say nothing of a list of dates.
      '@graphql-eslint/relay-edge-types': ['error', { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
    },
  },
  {
    // Content.content and Code.code are the field's own words: the content of what was
    // said, the code in a system.
    files: ['schema/about.graphqls', 'schema/node.graphqls'],
    rules: { '@graphql-eslint/no-typename-prefix': 'off' },
  },
  {
    files: ['documents/*.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: schema },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/operations-recommended'].rules,
      // They are questions of people, which want no more than they name.
      '@graphql-eslint/require-selections': 'off',
    },
  },
];
