// The page around GraphiQL.
'use strict';

// What GraphiQL keeps in the browser goes through here, so that header fields,
// which may hold somebody's credentials, are not kept: it would leave them out
// of the tabs, but not out of the history.
const keeper = {
  getItem: (key) => localStorage.getItem(key),
  removeItem: (key) => localStorage.removeItem(key),
  setItem(key, value) {
    if (key === 'graphiql:headers') {
      return;
    }
    try {
      value = JSON.stringify(JSON.parse(value, (name, inner) => (name === 'headers' ? null : inner)));
    } catch {
      // A document or another text: there is no header field in it.
    }
    localStorage.setItem(key, value);
  },
  clear() {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('graphiql:')) {
        localStorage.removeItem(key);
      }
    }
  },
  get length() {
    return Object.keys(localStorage).filter((key) => key.startsWith('graphiql:')).length;
  },
};

async function fetcher(request, options) {
  const answer = await ask(request, options?.headers);
  if (request.operationName !== 'IntrospectionQuery') {
    showRevision(answer);
    keepAnswer(answer);
  }
  return answer;
}

async function start() {
  const tabs = await examples();
  const link = linked();
  if (link !== null) {
    tabs.unshift(link);
  }
  offer();
  document.getElementById('restart').addEventListener('click', () => {
    for (const key of ['tabState', 'query', 'variables', 'operationName']) {
      localStorage.removeItem(`graphiql:${key}`);
    }
    // GraphiQL writes its tabs once more, late; leaving now keeps them gone.
    keeper.setItem = () => {};
    location.replace(location.pathname);
  });
  if (link === null && tabs.length > 0 && localStorage.getItem('graphiql:tabState') === null) {
    // GraphiQL shows the first tab without its variables, unless they are where
    // it keeps those of the last visit.
    localStorage.removeItem('graphiql:query');
    localStorage.setItem('graphiql:variables', tabs[0].variables);
  }
  const properties = {
    fetcher,
    storage: keeper,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: true,
    defaultTabs: tabs.length > 0 ? tabs.map(({ query, variables }) => ({ query, variables, headers: '' })) : undefined,
    query: link?.query,
    variables: link?.variables,
    // Whatever changes in the question, and which one is looked at.
    onTabChange({ tabs: open, activeTabIndex }) {
      const { query, variables } = open[activeTabIndex];
      keepLink(query ?? '', variables ?? '');
    },
    defaultQuery: '# Ask here. Ctrl-Space completes, Ctrl-Enter asks.\n',
  };
  const { createElement } = React;
  ReactDOM.createRoot(document.getElementById('playground')).render(
    createElement(GraphiQL, properties, createElement(GraphiQL.Logo, null, 'GraphiQL')),
  );
}

start();
