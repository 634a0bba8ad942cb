import { cpus, totalmem } from 'node:os';
import { writeSection } from './results.ts';

/** Writes one section of RESULTS.md, and prints it. */
export function writeResult(heading: string, text: string): void {
  writeSection(heading, text);
  process.stdout.write(`${heading}\n\n${text}\n`);
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
