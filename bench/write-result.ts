import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const file = new URL('RESULTS.md', import.meta.url);

/**
 * Writes one section of RESULTS.md, and prints it: what a run before wrote under the same heading is
 * replaced, all else stays.
 */
export function writeResult(heading: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  const sections = before.split(/^(?=## )/m);
  const section = `## ${heading}\n\n${text.trim()}\n`;
  const index = sections.findIndex((one) => one.startsWith(`## ${heading}\n`));
  if (index === -1) sections.push(section);
  else sections[index] = section;
  writeFileSync(file, `${sections.map((one) => one.trim()).join('\n\n')}\n`);
  process.stdout.write(section);
}

/** Where and when it was measured. */
export function machine(): string {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${processor}, ${memory} GB.`;
}

/** Nearest rank, e.g. 0.99. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
