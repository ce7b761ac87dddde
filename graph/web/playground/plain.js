// The plain form: a query, its variables, an answer.
'use strict';

const field = (id) => document.getElementById(id);

// text puts a string where it reads in its own direction, whatever is around it.
function text(value) {
  const node = document.createElement('bdi');
  node.className = 'string';
  node.textContent = JSON.stringify(value);
  return node;
}

// render lays a JSON value out as nodes: no string of an answer becomes markup.
function render(value, indent = '') {
  if (typeof value === 'string') {
    return [text(value)];
  }
  if (value === null || typeof value !== 'object') {
    return [String(value)];
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = list ? '[]' : '{}';
  if (entries.length === 0) {
    return [open + close];
  }
  const nodes = [open];
  entries.forEach(([name, inner], i) => {
    nodes.push(i === 0 ? '\n' : ',\n', indent, '  ');
    if (!list) {
      const key = document.createElement('span');
      key.className = 'name';
      key.textContent = JSON.stringify(name);
      nodes.push(key, ': ');
    }
    for (const node of render(inner, indent + '  ')) {
      nodes.push(node);
    }
  });
  nodes.push('\n', indent, close);
  return nodes;
}

async function submit() {
  const answer = field('answer');
  answer.replaceChildren('…');
  try {
    const request = { query: field('query').value };
    const variables = field('variables').value.trim();
    if (variables !== '') {
      request.variables = JSON.parse(variables);
    }
    const response = await ask(request);
    showRevision(response);
    keepAnswer(response);
    keepLink(request.query, variables);
    answer.replaceChildren(...render(response));
  } catch (error) {
    answer.replaceChildren(error.message);
  }
}

async function start() {
  const questions = await examples();
  const link = linked();
  if (link !== null) {
    questions.unshift({ title: 'The question of the link', ...link });
  }
  offer();
  const choice = field('question');
  questions.forEach(({ title }, i) => choice.add(new Option(title, i)));
  const choose = () => {
    const question = questions[choice.value] ?? { query: '{ __typename }', variables: '' };
    field('query').value = question.query;
    field('variables').value = question.variables;
  };
  choice.addEventListener('change', choose);
  field('form').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  field('form').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  });
  choose();
}

start();
