// Links to a question, and what was answered as a file: for both pages.
'use strict';

// linked is the question in the address, or null. It stands behind the # of the address:
// a browser sends that to nobody, so that no log on the way tells what is asked.
function linked() {
  const said = new URLSearchParams(location.hash.slice(1));
  const query = said.get('query');
  return query === null ? null : { query, variables: said.get('variables') ?? '' };
}

// The longest question that an address keeps; some programs cut longer ones.
const longestLink = 16000;

// keepLink has the address lead to a question, as it is now. Header fields are no part
// of it.
function keepLink(query, variables) {
  const said = new URLSearchParams({ query });
  if (variables.trim() !== '') {
    said.set('variables', variables);
  }
  const link = said.toString();
  history.replaceState(null, '', link.length > longestLink ? location.pathname : `#${link}`);
}

// What was answered last.
let last = null;

// keepAnswer has the buttons offer an answer.
function keepAnswer(answer) {
  last = answer;
  for (const id of ['json', 'csv']) {
    document.getElementById(id).disabled = false;
  }
}

// save gives the visitor a file.
function save(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// rowsOf finds what a table of an answer has as rows: the first of its longest lists
// that no other list is around, where edges stand for their nodes; or all of it as one
// row.
function rowsOf(data) {
  let found = null;
  const look = (value) => {
    if (Array.isArray(value)) {
      if (found === null || value.length > found.length) {
        found = value;
      }
    } else if (value !== null && typeof value === 'object') {
      Object.values(value).forEach(look);
    }
  };
  look(data);
  return found ?? [data];
}

// flat puts what a value holds into the columns of a row: "speakers.0.actor.name".
function flat(value, name, row) {
  if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      flat(inner, name === '' ? key : `${name}.${key}`, row);
    }
    return row;
  }
  row.set(name === '' ? 'value' : name, value);
  return row;
}

// cell is a value in a table. A text that a spreadsheet would take for a formula has an
// apostrophe before it, as in an export with spreadsheet=true; a number stays one.
function cell(value) {
  if (value === null || value === undefined) {
    return '';
  }
  let text = String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)) {
    text = `'${text}`;
  }
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// table is an answer as CSV, in the order of its rows, with every column that any of
// them has. It begins with the mark by which spreadsheets know UTF-8.
function table(answer) {
  const rows = rowsOf(answer.data ?? answer).map((row) => flat(row, '', new Map()));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...rows.map((row) => columns.map((name) => row.get(name)))];
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

function offer() {
  const named = () => `hudna-${last.extensions?.revision?.number ?? 'answer'}`;
  document.getElementById('json').addEventListener('click', () => save(`${named()}.json`, 'application/json', `${JSON.stringify(last, null, 2)}\n`));
  document.getElementById('csv').addEventListener('click', () => save(`${named()}.csv`, 'text/csv;charset=utf-8', table(last)));
  // Another question in the address of the page that is open: begin anew with it.
  window.addEventListener('hashchange', () => location.reload());
}
