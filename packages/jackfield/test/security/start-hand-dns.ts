import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.ts';

export interface HandDns extends AsyncDisposable {
  /** What a program's environment needs so that it asks here. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on: what a name's first, second … question is answered with. */
  say(name: string, ...answers: readonly string[][]): Promise<void>;
  /** How often a name was asked for so far. */
  asked(name: string): Promise<number>;
}

/** A resolver for names under `.test`, in the hands of whoever attacks. See `hand-dns.ts`. */
export async function startHandDns(): Promise<HandDns> {
  const folder = await dataFolder();
  const file = join(folder.path, 'names.json');
  const names: Record<string, readonly string[][]> = {};
  await writeFile(file, '{}');
  await writeFile(`${file}.asked`, '');
  const preload = new URL('hand-dns.ts', import.meta.url).href;
  return {
    environment: { HAND_DNS: file, NODE_OPTIONS: `--import ${preload}` },
    async say(name, ...answers) {
      names[name] = answers;
      await writeFile(file, JSON.stringify(names));
    },
    async asked(name) {
      const lines = (await readFile(`${file}.asked`, 'utf8')).split('\n');
      return lines.filter((line) => line === name).length;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
