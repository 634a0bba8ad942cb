import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '@jackfield/fake-upstream';
import { killRotations } from './rotation-kills.ts';

/**
 * `npm run test:rotation-crash`: kills the real program at every step of a key rotation, again and again
 * on the same data, and checks after each restart that every credential still opens.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!(kills >= 1) || !Number.isInteger(kills) || !Number.isInteger(seed)) {
  process.stderr.write('Use: npm run test:rotation-crash -- [--kills 100] [--seed 1]\n');
  process.exit(2);
}

const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-rotation-'));
say(`${kills} kills, seed ${seed}, data in ${dataDir}`);
const { states, ended, lost } = await killRotations(dataDir, kills, seededRandom(seed), say);
for (const what of lost) say(`LOST: the credential of ${what}`);
say(`What the kills left: ${JSON.stringify(states)}; ended by the next start: ${ended}`);
say(`${kills} kills, ${lost.length} credentials lost`);
if (lost.length === 0) await rm(dataDir, { recursive: true, force: true });
else {
  say(`The data is kept in ${dataDir}; to see the same kills again: --seed ${seed}`);
  process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
