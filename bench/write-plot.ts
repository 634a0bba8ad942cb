import { writeFileSync } from 'node:fs';

export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

const width = 800;
const panelHeight = 150;
const left = 60;
const right = 20;

/** Writes series of numbers over the same minutes as one SVG, a panel each; `file` is beside this one. */
export function writePlot(
  file: string,
  title: string,
  minutes: readonly number[],
  all: readonly Series[],
): void {
  const end = minutes.at(-1) ?? 1;
  const panels = all.map(({ name, unit, values }, index) => {
    const top = 50 + index * (panelHeight + 40);
    const most = Math.max(...values, 1) * 1.1;
    const x = (minute: number): string =>
      (left + ((width - left - right) * minute) / end).toFixed(1);
    const y = (value: number): string => (top + panelHeight * (1 - value / most)).toFixed(1);
    const points = values.map((value, at) => `${x(minutes[at] ?? 0)},${y(value)}`).join(' ');
    const lines = [0, 0.5, 1].map((share) => {
      const value = (most / 1.1) * share;
      return `<path d="M${left} ${y(value)}H${width - right}" stroke="#ddd"/><text x="${left - 6}" y="${y(value)}" text-anchor="end" dy="4">${Math.round(value)}</text>`;
    });
    return `<text x="${left}" y="${top - 8}" font-weight="bold">${name} (${unit})</text>${lines.join('')}<polyline points="${points}" fill="none" stroke="#1f6feb" stroke-width="1.5"/>`;
  });
  const bottom = 50 + all.length * (panelHeight + 40);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${left + (width - left - right) * share}" y="${bottom}" text-anchor="middle">${(end * share).toFixed(end < 10 ? 1 : 0)} min</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 20}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="22" font-size="15">${title}</text>${panels.join('')}${ticks.join('')}</svg>\n`;
  writeFileSync(new URL(file, import.meta.url), svg);
}
