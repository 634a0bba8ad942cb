import { writeFileSync } from 'node:fs';

export interface LogSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LogPanel {
  readonly title: string;
  /** What grows to the right, and what it makes grow. */
  readonly x: string;
  readonly y: string;
  readonly series: readonly LogSeries[];
}

const width = 800;
const panelHeight = 180;
const left = 70;
const right = 210;
const colours = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a'];

/** Writes panels of lines over two logarithmic scales as one SVG beside this file. */
export function writeLogPlot(file: string, title: string, panels: readonly LogPanel[]): void {
  const shown = panels.filter(({ series }) => series.some(({ points }) => points.length > 0));
  const drawn = shown.map((panel, index) => draw(panel, 60 + index * (panelHeight + 70)));
  const height = 60 + shown.length * (panelHeight + 70);
  writeFileSync(
    new URL(file, import.meta.url),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="22" font-size="15">${title}</text>${drawn.join('')}</svg>\n`,
  );
}

function draw({ title, x, y, series }: LogPanel, top: number): string {
  const points = series.flatMap((each) => each.points);
  const across = scale(
    points.map(([value]) => value),
    left,
    width - right,
  );
  const up = scale(
    points.map(([, value]) => value),
    top + panelHeight,
    top,
  );
  const lines = series.map(({ name, points: own }, index) => {
    const colour = colours[index % colours.length] ?? '#000';
    const path = own.map(([one, other]) => `${across.at(one)},${up.at(other)}`).join(' ');
    const dots = own.map(
      ([one, other]) =>
        `<circle cx="${across.at(one)}" cy="${up.at(other)}" r="2.5" fill="${colour}"><title>${name}: ${short(other)} at ${short(one)}</title></circle>`,
    );
    const label = `<text x="${width - right + 12}" y="${top + 12 + index * 16}" fill="${colour}">${name}</text>`;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>${dots.join('')}${label}`;
  });
  const columns = across.decades.map(
    (value) =>
      `<path d="M${across.at(value)} ${top}V${top + panelHeight}" stroke="#e5e5e5"/><text x="${across.at(value)}" y="${top + panelHeight + 15}" text-anchor="middle">${short(value)}</text>`,
  );
  const rows = up.decades.map(
    (value) =>
      `<path d="M${left} ${up.at(value)}H${width - right}" stroke="#e5e5e5"/><text x="${left - 6}" y="${up.at(value)}" text-anchor="end" dy="4">${short(value)}</text>`,
  );
  return `<text x="${left}" y="${top - 10}" font-weight="bold">${title} (${y}, by ${x})</text>${columns.join('')}${rows.join('')}${lines.join('')}`;
}

interface Scale {
  at(value: number): string;
  /** The powers of ten on it. */
  readonly decades: readonly number[];
}

function scale(values: readonly number[], from: number, to: number): Scale {
  const logs = values.map((value) => Math.log10(Math.max(value, 1e-3)));
  const low = Math.floor(Math.min(...logs) - 0.01);
  const high = Math.ceil(Math.max(...logs) + 0.01);
  return {
    at: (value) =>
      (from + ((to - from) * (Math.log10(Math.max(value, 1e-3)) - low)) / (high - low)).toFixed(1),
    decades: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`;
  if (value >= 1e3) return `${Number((value / 1e3).toFixed(1))} k`;
  return String(Number(value.toPrecision(3)));
}
