import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('RESULTS.md', import.meta.url);

/** Puts a section into RESULTS.md in place of the one of the same heading, or at its end. */
export function writeSection(heading: string, text: string): void {
  const sections = readFileSync(file, 'utf8')
    .split(/^(?=## )/m)
    .map((section) => section.trim());
  const section = `## ${heading}\n\n${text.trim()}`;
  const at = sections.findIndex((other) => other.startsWith(`## ${heading}\n`));
  if (at < 0) sections.push(section);
  else sections[at] = section;
  writeFileSync(file, `${sections.join('\n\n')}\n`);
}
