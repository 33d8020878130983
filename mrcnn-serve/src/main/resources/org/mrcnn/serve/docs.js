'use strict';

/** An element with text or other elements in it. */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function table(rows) {
  return element('table', ...rows.map(cells => element('tr', ...cells.map(cell => element('td', cell)))));
}

/** What a reference within the description stands for. */
function resolved(description, part) {
  return part.$ref ? part.$ref.slice(2).split('/').reduce((at, key) => at[key], description) : part;
}

function parameters(description, operation) {
  return (operation.parameters || []).map(part => {
    const parameter = resolved(description, part);
    const schema = parameter.schema;
    const values = schema.enum ? ` One of ${schema.enum.join(', ')}.` : '';
    const without = schema.default === undefined ? '' : ` Default: ${schema.default}.`;
    return [element('code', parameter.name), (parameter.description || '') + values + without];
  });
}

function answers(description, operation) {
  return Object.entries(operation.responses).map(([status, part]) => {
    const answer = resolved(description, part);
    return [status, `${answer.description} ${Object.keys(answer.content || {}).join(', ')}`];
  });
}

async function start() {
  document.getElementById('origin').textContent = new URL('.', location.href).href;
  const description = await (await fetch('openapi.json')).json();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.tags.includes('pages')) {
        document.getElementById('paths').append(
            element('h3', element('code', `${method.toUpperCase()} ${path}`)),
            element('p', [operation.summary, operation.description].filter(Boolean).join('. ')),
            table(parameters(description, operation).concat(answers(description, operation))));
      }
    }
  }
}

start();
