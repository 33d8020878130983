'use strict';

const byId = id => document.getElementById(id);
const canvas = byId('canvas');
const TOO_MANY = 500; // rows of the table
const GOOD_SIDE = 1200; // pixels of the longer side, below which small images are enlarged
let file = null; // what is shown
let picture = null; // it as a bitmap; null where the browser cannot decode it
let found = null; // what the service answered
let latest = 0; // number of the last question, so that late answers to earlier ones are dropped

/** Colours that differ as much as possible, by the golden angle. */
const colour = (index, alpha) => `hsl(${(index * 137.5) % 360} 85% 55% / ${alpha})`;

function say(text, isError) {
  byId('status').textContent = text;
  byId('status').className = isError ? 'error' : '';
}

async function loadModels() {
  const answer = await fetch('models');
  for (const model of (await answer.json()).models) {
    byId('model').add(new Option(`${model.name} (${model.labels.length} classes)`, model.name));
  }
}

const path = () => `models/${encodeURIComponent(byId('model').value)}/detect`;

async function show(chosen) {
  file = chosen;
  picture = await createImageBitmap(file).catch(() => null); // such as TIFF, which the service can read
  await detect();
}

async function detect() {
  if (!file) {
    return;
  }
  const question = ++latest;
  say('Detecting ...');
  const start = performance.now();
  const query = `?masks=polygons&min_score=${byId('score').value}`;
  const answer = await fetch(path() + query, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: file,
  }).catch(() => null);
  const content = answer ? await answer.json().catch(() => null) : null;
  if (question !== latest) {
    return;
  }
  if (!answer || !answer.ok) {
    found = null;
    say(content ? content.error : 'The service does not answer.', true);
  } else {
    found = content;
    const count = found.objects.length;
    say(`${count} object${count === 1 ? '' : 's'} in ${Math.round(performance.now() - start)} ms, ${found.width} x ${found.height} pixels`);
  }
  draw(-1);
  list();
  links();
}

function draw(only) {
  canvas.hidden = !found && !picture;
  byId('hint').hidden = !canvas.hidden;
  if (canvas.hidden) {
    return;
  }
  const { width, height } = found || picture;
  const scale = Math.max(1, Math.floor(GOOD_SIDE / Math.max(width, height)));
  canvas.width = scale * width;
  canvas.height = scale * height;
  const pen = canvas.getContext('2d');
  pen.imageSmoothingEnabled = false; // pixels are what masks are made of
  pen.scale(scale, scale);
  if (picture) {
    pen.drawImage(picture, 0, 0, width, height);
  }
  pen.lineWidth = Math.max(1.5 / scale, width / 600);
  (found ? found.objects : []).forEach((object, index) => {
    if (only < 0 || only === index) {
      outline(pen, object, index);
    }
  });
}

function outline(pen, object, index) {
  pen.beginPath();
  for (const polygon of object.segmentation) {
    for (let i = 0; i < polygon.length; i += 2) {
      pen[i ? 'lineTo' : 'moveTo'](polygon[i], polygon[i + 1]);
    }
    pen.closePath();
  }
  pen.fillStyle = colour(index, 0.4);
  pen.strokeStyle = colour(index, 1);
  pen.fill('evenodd');
  pen.stroke();
  if (byId('boxes').checked) {
    pen.strokeRect(...object.bbox);
  }
}

function swatch(index) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  svg.setAttribute('viewBox', '0 0 2 2');
  for (const [name, value] of [['cx', 1], ['cy', 1], ['r', 1], ['fill', colour(index, 1)]]) {
    circle.setAttribute(name, value);
  }
  svg.append(circle);
  return svg;
}

function list() {
  const objects = found ? found.objects : [];
  byId('objects').hidden = objects.length === 0;
  byId('objects').tBodies[0].replaceChildren(...objects.slice(0, TOO_MANY).map((object, index) => {
    const row = document.createElement('tr');
    row.insertCell().append(swatch(index));
    for (const text of [object.label, object.score.toFixed(2), object.area]) {
      row.insertCell().textContent = text;
    }
    row.addEventListener('mouseenter', () => draw(index));
    row.addEventListener('mouseleave', () => draw(-1));
    return row;
  }));
}

/** Files of other software, asked for when they are wanted. */
function links() {
  byId('files').hidden = !found;
  const formats = { 'CSV': ['csv', 'csv'], 'GeoJSON': ['geojson', 'geojson'], 'ImageJ': ['imagej', 'zip'], 'drawing': ['png', 'png'] };
  byId('links').replaceChildren(...Object.entries(formats).flatMap(([text, [format, ending]]) => {
    const link = document.createElement('a');
    link.href = '#';
    link.textContent = text;
    link.addEventListener('click', event => {
      event.preventDefault();
      save(format, ending);
    });
    return [link, ' '];
  }));
}

async function save(format, ending) {
  const form = new FormData();
  form.append('file', file, file.name || 'image');
  const query = `?format=${format}&min_score=${byId('score').value}`;
  const answer = await fetch(path() + query, { method: 'POST', body: form });
  if (answer.status !== 200) {
    say(answer.status === 204 ? 'Nothing was found, so there is no such file.' : (await answer.json()).error, true);
    return;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${(file.name || 'image').replace(/\.[^.]*$/, '')}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const first = files => [...files].find(f => f.type.startsWith('image/') || /\.tiff?$/i.test(f.name)) || files[0];

byId('file').addEventListener('change', event => event.target.files.length && show(event.target.files[0]));
byId('score').addEventListener('input', event => { byId('score-text').textContent = Number(event.target.value).toFixed(2); });
byId('score').addEventListener('change', detect);
byId('model').addEventListener('change', detect);
byId('boxes').addEventListener('change', () => draw(-1));
document.addEventListener('paste', event => event.clipboardData.files.length && show(first(event.clipboardData.files)));
document.addEventListener('dragover', event => {
  event.preventDefault();
  byId('drop').classList.add('over');
});
document.addEventListener('dragleave', () => byId('drop').classList.remove('over'));
document.addEventListener('drop', event => {
  event.preventDefault();
  byId('drop').classList.remove('over');
  if (event.dataTransfer.files.length) {
    show(first(event.dataTransfer.files));
  }
});
loadModels().catch(() => say('The service does not answer.', true));
