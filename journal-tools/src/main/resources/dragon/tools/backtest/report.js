'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const bars = data.bars, count = bars.t.length, stepMs = data.barMs;
  const price = document.getElementById('price'), equity = document.getElementById('equity');
  const readout = document.getElementById('readout');
  const colours = { AVERAGE: '#1f5fbf', RUNG: '#888', TAKE_PROFIT: '#0a7d32', STOP: '#b3261e' };
  const first = bars.t[0], last = bars.t[count - 1] + stepMs;
  let from = first, to = last, pointer = null, drag = null;

  const time = ms => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

  // Index of the first bar that opens at or after a time.
  function barAt(ms) {
    let low = 0, high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bars.t[middle] < ms) low = middle + 1; else high = middle;
    }
    return low;
  }

  function prepare(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth || 1000, height = canvas.clientHeight || 300;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = '11px system-ui, sans-serif';
    return { pen, width: width - 70, height: height - 18 };
  }

  function scale(area, low, high) {
    const pad = (high - low) * 0.05 || Math.abs(high) * 0.01 || 1;
    const bottom = low - pad, span = high - low + 2 * pad;
    return {
      x: ms => (ms - from) / (to - from) * area.width,
      y: value => area.height - (value - bottom) / span * area.height,
      bottom, span
    };
  }

  function axes(area, s, digits) {
    const pen = area.pen;
    pen.strokeStyle = '#eee';
    pen.fillStyle = '#666';
    pen.lineWidth = 1;
    for (let i = 0; i <= 4; i++) {
      const value = s.bottom + s.span * i / 4, y = s.y(value);
      pen.beginPath(); pen.moveTo(0, y); pen.lineTo(area.width, y); pen.stroke();
      pen.fillText(value.toFixed(digits), area.width + 4, Math.min(area.height, Math.max(10, y + 4)));
    }
    for (let i = 0; i < 6; i++) {
      const ms = from + (to - from) * i / 6;
      pen.fillText(time(ms), s.x(ms) + 2, area.height + 14);
    }
    if (pointer !== null) {
      pen.strokeStyle = '#bbb';
      pen.beginPath(); pen.moveTo(pointer, 0); pen.lineTo(pointer, area.height); pen.stroke();
    }
  }

  function drawPrice() {
    const area = prepare(price), pen = area.pen;
    const a = Math.max(0, barAt(from) - 1), b = Math.min(count, barAt(to) + 1);
    let low = Infinity, high = -Infinity;
    for (let i = a; i < b; i++) {
      low = Math.min(low, bars.l[i]);
      high = Math.max(high, bars.h[i]);
    }
    if (!(low < Infinity)) return;
    const s = scale(area, low, high);
    axes(area, s, data.digits);
    pen.save();
    pen.beginPath(); pen.rect(0, 0, area.width, area.height); pen.clip();

    // One column a pixel at the most: the range of its bars; with room, bodies too.
    const wide = area.width / Math.max(1, b - a);
    pen.lineWidth = 1;
    let column = -1, columnLow = 0, columnHigh = 0;
    pen.strokeStyle = '#555';
    pen.beginPath();
    for (let i = a; i < b; i++) {
      const x = Math.floor(s.x(bars.t[i] + stepMs / 2));
      if (x !== column) {
        if (column >= 0) { pen.moveTo(column + 0.5, s.y(columnLow)); pen.lineTo(column + 0.5, s.y(columnHigh) - 0.5); }
        column = x; columnLow = bars.l[i]; columnHigh = bars.h[i];
      } else {
        columnLow = Math.min(columnLow, bars.l[i]); columnHigh = Math.max(columnHigh, bars.h[i]);
      }
    }
    if (column >= 0) { pen.moveTo(column + 0.5, s.y(columnLow)); pen.lineTo(column + 0.5, s.y(columnHigh) - 0.5); }
    pen.stroke();
    if (wide >= 3) {
      for (let i = a; i < b; i++) {
        const x = s.x(bars.t[i]) + 0.5, w = Math.max(1, wide - 1.5), up = bars.c[i] >= bars.o[i];
        const top = s.y(Math.max(bars.o[i], bars.c[i])), body = Math.max(1, s.y(Math.min(bars.o[i], bars.c[i])) - top);
        pen.fillStyle = up ? '#fff' : '#555';
        pen.fillRect(x, top, w, body);
        pen.strokeRect(x, top, w, body);
      }
    }
    data.lines.forEach(line => {
      if (line.to < from || line.from > to) return;
      pen.strokeStyle = colours[line.kind];
      pen.setLineDash(line.kind === 'RUNG' ? [3, 3] : line.leg === 'SHORT' ? [6, 2] : []);
      pen.lineWidth = 1.2;
      pen.beginPath(); pen.moveTo(s.x(line.from), s.y(line.price)); pen.lineTo(s.x(line.to), s.y(line.price)); pen.stroke();
    });
    pen.setLineDash([]);
    data.fills.forEach(fill => {
      if (fill.t < from || fill.t > to) return;
      const x = s.x(fill.t), y = s.y(fill.price), buy = fill.side === 'BUY', d = buy ? 7 : -7;
      pen.fillStyle = buy ? '#0a7d32' : '#b3261e';
      pen.beginPath(); pen.moveTo(x, y); pen.lineTo(x - 4, y + d); pen.lineTo(x + 4, y + d); pen.closePath(); pen.fill();
    });
    pen.restore();
  }

  function drawEquity() {
    const area = prepare(equity), pen = area.pen;
    const a = Math.max(0, barAt(from) - 1), b = Math.min(count, barAt(to) + 1);
    let low = data.initial, high = data.initial;
    for (let i = a; i < b; i++) {
      if (bars.e[i] === null) continue;
      low = Math.min(low, bars.e[i]);
      high = Math.max(high, bars.e[i]);
    }
    const s = scale(area, low, high);
    axes(area, s, 2);
    pen.save();
    pen.beginPath(); pen.rect(0, 0, area.width, area.height); pen.clip();
    pen.strokeStyle = '#ccc';
    pen.beginPath(); pen.moveTo(0, s.y(data.initial)); pen.lineTo(area.width, s.y(data.initial)); pen.stroke();
    pen.strokeStyle = '#1f5fbf';
    pen.lineWidth = 1.5;
    pen.beginPath();
    let begun = false;
    for (let i = a; i < b; i++) {
      if (bars.e[i] === null) continue;
      const x = s.x(bars.t[i] + stepMs), y = s.y(bars.e[i]);
      if (begun) pen.lineTo(x, y); else pen.moveTo(x, y);
      begun = true;
    }
    pen.stroke();
    pen.restore();
  }

  function draw() {
    drawPrice();
    drawEquity();
    document.body.setAttribute('data-drawn', count + ' bars, ' + data.fills.length + ' fills, ' + data.lines.length + ' lines');
  }

  function view(a, b) {
    const span = Math.min(last - first, Math.max(10 * stepMs, b - a));
    from = Math.max(first, Math.min(a, last - span));
    to = from + span;
    draw();
  }

  function tell(event) {
    const width = (price.clientWidth || 1000) - 70, ms = from + event.offsetX / width * (to - from);
    const i = Math.max(0, Math.min(count - 1, barAt(ms + 1) - 1));
    pointer = event.offsetX < width ? event.offsetX : null;
    readout.textContent = time(bars.t[i]) + '  open ' + bars.o[i] + '  high ' + bars.h[i] + '  low ' + bars.l[i] + '  close ' + bars.c[i]
      + (bars.e[i] === null ? '' : '  equity ' + bars.e[i]);
  }

  [price, equity].forEach(canvas => {
    canvas.addEventListener('wheel', event => {
      event.preventDefault();
      const width = (canvas.clientWidth || 1000) - 70, part = event.offsetX / width, span = to - from;
      const next = span * (event.deltaY > 0 ? 1.25 : 0.8), at = from + part * span;
      view(at - part * next, at + (1 - part) * next);
    }, { passive: false });
    canvas.addEventListener('mousedown', event => { drag = { x: event.offsetX, from: from, to: to }; });
    canvas.addEventListener('mousemove', event => {
      tell(event);
      if (drag) {
        const shift = (drag.x - event.offsetX) / ((canvas.clientWidth || 1000) - 70) * (drag.to - drag.from);
        view(drag.from + shift, drag.to + shift);
      } else {
        draw();
      }
    });
    canvas.addEventListener('mouseleave', () => { pointer = null; draw(); });
    canvas.addEventListener('dblclick', () => view(first, last));
  });
  window.addEventListener('mouseup', () => { drag = null; });
  window.addEventListener('resize', draw);

  function table() {
    const root = document.createElement('table'), names = ['time', 'note', 'leg', 'side', 'price', 'quantity', 'result', 'fee', 'position', 'average'];
    const head = document.createElement('tr');
    names.forEach(name => { const cell = document.createElement('th'); cell.textContent = name; head.appendChild(cell); });
    root.appendChild(head);
    data.fills.slice(-1000).forEach(fill => {
      const row = document.createElement('tr');
      [time(fill.t), fill.note, fill.leg, fill.side, fill.price, fill.quantity, fill.pnl === 0 ? '' : fill.pnl, fill.fee, fill.position, fill.average]
        .forEach((value, i) => {
          const cell = document.createElement('td');
          cell.textContent = value;
          if (i === 6 && value !== '') cell.className = value > 0 ? 'gain' : 'loss';
          row.appendChild(cell);
        });
      row.addEventListener('click', () => view(fill.t - 60 * stepMs, fill.t + 60 * stepMs));
      root.appendChild(row);
    });
    document.getElementById('fills').appendChild(root);
  }

  table();
  draw();
}());
