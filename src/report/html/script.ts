/**
 * The page's script, as text: it runs in a browser and is allowed by its hash, so its bytes must not depend on a
 * compiler. It adds what the page can do without: a choice of theme, sorting, and the data of a chart under the pointer.
 */

export const pageScript = `
'use strict';
(() => {
  const root = document.documentElement;
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  // Theme: the reader's system decides until the button is pressed.
  const themes = ['system', 'light', 'dark'];
  const button = make('button');
  button.type = 'button';
  button.className = 'theme';
  const show = (theme) => {
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
    button.textContent = 'Theme: ' + theme;
  };
  button.addEventListener('click', () => {
    const now = root.getAttribute('data-theme') || 'system';
    show(themes[(themes.indexOf(now) + 1) % themes.length]);
  });
  show('system');
  document.querySelector('header').append(button);

  // Sorting: numbers by value, words by letters; the third press restores the order of the page.
  const units = { 'ns': 1e-9, '\\u00b5s': 1e-6, 'ms': 1e-3, 's': 1, 'min': 60, 'h': 3600, 'd': 86400, 'kB': 1e3, 'MB': 1e6, 'GB': 1e9, 'TB': 1e12, 'PB': 1e15, 'M': 1e6, 'bn': 1e9, 'tn': 1e12 };
  const numberOf = (text) => {
    const found = /[\\u2212-]?\\d[\\d,]*(?:\\.\\d+)?/.exec(text);
    if (!found) return NaN;
    const value = Number(found[0].replace(/,/g, '').replace('\\u2212', '-'));
    const unit = /^\\s*(?:[^()]*\\s)?([^\\s\\d()/]+)/.exec(text.slice(found.index + found[0].length));
    return value * ((unit && units[unit[1]]) || 1);
  };
  const compare = (a, b) => {
    const x = numberOf(a), y = numberOf(b);
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a.localeCompare(b, 'en');
    return x - y;
  };
  for (const table of document.querySelectorAll('table[data-sortable]')) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.classList.contains('unsorted')) return;
      const sorter = make('button', head.textContent);
      sorter.type = 'button';
      head.replaceChildren(sorter);
      sorter.addEventListener('click', () => {
        const state = head.getAttribute('aria-sort');
        const next = state === null ? 'ascending' : state === 'ascending' ? 'descending' : null;
        for (const other of heads) other.removeAttribute('aria-sort');
        if (next) head.setAttribute('aria-sort', next);
        const sign = next === 'descending' ? -1 : 1;
        const text = (row) => row.cells[column].textContent;
        const rows = next ? [...original].sort((a, b) => sign * compare(text(a), text(b))) : original;
        body.append(...rows);
      });
    });
  }

  // Hover: what the chart's data table says of the place under the pointer. Names printed in the drawing say which row
  // or column it is, the colour of a segment which phase. Where that is not certain, nothing is shown.
  const tip = make('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);
  const hide = () => { tip.hidden = true; };
  const maxLines = 8;
  for (const figure of document.querySelectorAll('figure')) {
    const table = figure.querySelector('details table');
    if (!table) continue;
    const columns = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent));
    const heads = new Set(rows.map((row) => row[0]));
    const designs = new Set(columns.slice(1));
    const labels = new Map([...figure.querySelectorAll('.key li')].map((entry) => {
      return [entry.querySelector('rect').getAttribute('fill'), entry.textContent];
    }));
    const find = (drawing, event) => {
      const label = labels.get(event.target.getAttribute('fill'));
      const byColour = rows.filter((row) => row[0] === label);
      if (byColour.length === 1) {
        const design = nearest(drawing, designs, event);
        const shown = (name) => design === null || name === design || name.startsWith(design + ',');
        return [label, columns.flatMap((name, i) => (i > 0 && shown(name) ? [[name, byColour[0][i]]] : []))];
      }
      const head = nearest(drawing, heads, event);
      const found = rows.filter((row) => row[0] === head && (!label || row.includes(label)));
      if (found.length === 1) return [head, columns.slice(1).map((name, i) => [name, found[0][i + 1]])];
      return null;
    };
    for (const drawing of figure.querySelectorAll('.drawing')) {
      drawing.addEventListener('pointermove', (event) => {
        const found = find(drawing, event);
        if (!found || found[1].length === 0) return hide();
        const [head, lines] = found;
        tip.replaceChildren(make('b', head), ...lines.slice(0, maxLines).flatMap(([name, text]) => {
          return [make('br'), make('span', name + ' '), document.createTextNode(text)];
        }));
        tip.hidden = false;
        const box = tip.getBoundingClientRect();
        const left = Math.min(event.clientX + 14, innerWidth - box.width - 8);
        const below = event.clientY + 18;
        const top = below + box.height > innerHeight ? event.clientY - box.height - 10 : below;
        tip.style.left = Math.max(8, left) + 'px';
        tip.style.top = Math.max(8, top) + 'px';
      });
      drawing.addEventListener('pointerleave', hide);
    }
  }
  addEventListener('scroll', hide, { passive: true });

  // The name printed nearest to the pointer. Names below each other divide the drawing by height; names beside each
  // other are places on an axis, and only the one under the pointer counts.
  function nearest(drawing, names, event) {
    // A name may be followed by its value; a number followed by something is another number.
    const leads = (name, text) => /[A-Za-z]/.test(name) && (text.startsWith(name + ':') || text.startsWith(name + ' '));
    const nameOf = (text) => [...names].find((name) => text === name || leads(name, text));
    const places = [...drawing.querySelectorAll('text')].flatMap((text) => {
      const name = nameOf(text.textContent);
      if (name === undefined) return [];
      const box = text.getBoundingClientRect();
      return [{ name, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }];
    });
    if (places.length === 0) return null;
    const spread = (key) => Math.max(...places.map((place) => place[key])) - Math.min(...places.map((place) => place[key]));
    const [key, at, reach] = spread('y') >= spread('x') ? ['y', event.clientY, Infinity] : ['x', event.clientX, 24];
    places.sort((a, b) => Math.abs(a[key] - at) - Math.abs(b[key] - at));
    return Math.abs(places[0][key] - at) <= reach ? places[0].name : null;
  }
})();
`.trimStart();
