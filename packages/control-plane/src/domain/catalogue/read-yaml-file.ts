import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { CatalogueProblem } from './catalogue-problem.ts';

/** A catalogue is a few dozen kilobytes; a file far beyond that is something else. */
const fileBytesMax = 1_000_000;

export type FieldPath = readonly PropertyKey[];

/** A YAML file's value, and the place in the file of each of its fields. */
export interface YamlFile {
  /** As it is to be shown: relative to the working folder where the file is below it. */
  readonly name: string;
  readonly value: unknown;
  /** A problem at the field, or where that is missing, at the nearest thing around it. */
  problemAt(path: FieldPath, what: string): CatalogueProblem;
}

/**
 * Reads a YAML 1.2 file of plain data, or throws a `CatalogueProblem` that names the line.
 *
 * Aliases are refused: nothing in a catalogue repeats, and a few nested ones can unfold into
 * gigabytes.
 */
export function readYamlFile(file: string): YamlFile {
  const name = shownName(file);
  const lines = new LineCounter();
  const document = parseDocument(decode(name, readBytes(file, name)), {
    lineCounter: lines,
    prettyErrors: false,
    // Also where a `%YAML 1.1` line asks for the older rules, by which `no` is false.
    schema: 'core',
    merge: false,
    stringKeys: true,
  });

  const at = (offset: number, field: string | undefined, what: string): CatalogueProblem => {
    const { line, col } = lines.linePos(offset);
    return new CatalogueProblem({ file: name, line, column: col, field }, what);
  };

  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw at(error.pos[0], undefined, `not valid YAML: ${error.message}`);

  visit(document, {
    Alias(_key, alias) {
      throw at(startOf(alias) ?? 0, undefined, 'aliases are not taken here; write the value out');
    },
  });

  return {
    name,
    value: document.toJS({ maxAliasCount: 0 }),
    problemAt: (path, what) => at(offsetOf(document, path), shownPath(path), what),
  };
}

function readBytes(file: string, name: string): Buffer {
  try {
    // Asked before it is opened: to open a named pipe would wait for its other end.
    const stats = statSync(file);
    if (stats.isFile() && stats.size <= fileBytesMax) return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new CatalogueProblem({ file: name }, `can't be read${reason}`, { cause });
  }
  throw new CatalogueProblem({ file: name }, 'expected a regular file of at most 1 MB');
}

function decode(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CatalogueProblem({ file: name }, 'expected UTF-8 text', { cause });
  }
}

/** Where in the text the field is: its key in a map, itself in a list. */
function offsetOf(document: Document, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    let next: unknown;
    let place: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => (isScalar(key) ? String(key.value) : null) === String(step),
      );
      next = pair?.value;
      place = pair?.key;
    } else if (isSeq(node) && typeof step === 'number') {
      next = node.items[step];
      place = next;
    }
    const start = startOf(place);
    if (start === undefined) break;
    offset = start;
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** `models[3].price.inputPerMillion`; a key that is no plain word stands in quotes. */
function shownPath(path: FieldPath): string {
  let shown = '';
  for (const step of path) {
    if (typeof step === 'number') shown += `[${step}]`;
    else if (/^\w+$/.test(String(step))) shown += shown === '' ? String(step) : `.${String(step)}`;
    else shown += `[${JSON.stringify(String(step))}]`;
  }
  return shown;
}

function shownName(file: string): string {
  const below = relative(process.cwd(), file);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? file : below;
}
