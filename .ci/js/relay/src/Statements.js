import { graphql } from 'react-relay';

// A page of statements that goes on, each by a fragment of its own.
export const statements = graphql`
  fragment Statements_actor on Actor
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" })
  @refetchable(queryName: "StatementsPaginationQuery") {
    mentions(first: $first, after: $after) @connection(key: "Statements_mentions") {
      totalCount
      edges {
        node {
          id
          ...Statements_statement
        }
      }
    }
  }
`;

export const statement = graphql`
  fragment Statements_statement on Statement {
    said {
      edtf
    }
    speakers {
      actor {
        id
        name(lang: ["en"])
      }
    }
    acts {
      act
    }
  }
`;

export const page = graphql`
  query StatementsQuery($id: ID!) {
    actor(id: $id) {
      id
      ...Statements_actor
    }
  }
`;

// Any record, refetched by its id alone.
export const node = graphql`
  query StatementsNodeQuery($id: ID!, $ids: [ID!]!) {
    node(id: $id) {
      __typename
      id
      ... on Named {
        name(lang: ["en"])
      }
    }
    nodes(ids: $ids) {
      id
    }
  }
`;

export const happening = graphql`
  subscription StatementsSubscription($where: StatementFilter) {
    changed(where: $where) {
      revision {
        number
      }
      statements(first: 5) {
        move
        after {
          id
          ...Statements_statement
        }
      }
    }
  }
`;
