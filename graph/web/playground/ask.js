// What both pages share: asking the endpoint, and saying as of which revision
// it answered.
'use strict';

// ask sends one GraphQL request and returns the answer, errors and all.
async function ask(request, headers) {
  const response = await fetch(new URL('graphql', document.baseURI), {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      ...headers,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The answer is not JSON (status ${response.status}).`);
  }
}

// showRevision says in the header of the page which revision an answer is of:
// extensions.revision, a number or an object with a number and a time.
function showRevision(answer) {
  const line = document.getElementById('revision');
  const revision = answer.extensions?.revision;
  if (revision === undefined || revision === null) {
    line.textContent = answer.errors ? 'Not answered: see the errors.' : 'Answered.';
    return;
  }
  const number = revision.number ?? revision;
  line.textContent = `Answered as of revision ${number}`;
  if (revision.time) {
    const time = document.createElement('time');
    time.dateTime = revision.time;
    time.textContent = revision.time;
    line.append(', committed ', time);
  }
}

// examples are the questions that the server offers: {title, query, variables}.
async function examples() {
  const response = await fetch(new URL('assets/tabs.json', document.baseURI), { credentials: 'same-origin' });
  return response.ok ? response.json() : [];
}
