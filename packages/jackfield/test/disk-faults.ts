import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  faultsOf,
  prepareSaves,
  saveSome,
  saveUntilRefused,
  type Saves,
} from './save-until-refused.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

/**
 * `npm run test:disk-faults` (Linux, as root, with strace): fills a real disk, has every write fail as on
 * one that is read-only, and every fsync, each under saves. A save is then refused with 503; after a `kill -9` what was
 * acknowledged is there, and nothing else.
 */
const results: string[] = [];

await onDisk('full disk', async ({ dataDir, url, saves, model }) => {
  const filler = join(dataDir, 'filler');
  // All that is left but a little, so that some saves still go through.
  await fillUp(filler, 64 * 1_024);
  await saveUntilRefused(url, saves, model, 20);
  return async () => rm(filler);
});
// A disk that the system has made read-only after an error of its own.
await onDisk('read-only disk', async (disk) => failingCalls(disk, ['pwrite64'], 'EROFS'));
await onDisk('failing fsync', async (disk) => failingCalls(disk, ['fsync', 'fdatasync'], 'EIO'));
for (const line of results) say(line);

interface Disk {
  readonly disk: string;
  readonly dataDir: string;
  readonly program: Program;
  readonly url: string;
  readonly saves: Saves;
  readonly model: string;
}

/** `fault` gives what undoes it. */
async function onDisk(
  name: string,
  fault: (disk: Disk) => Promise<() => Promise<void>>,
): Promise<void> {
  const disk = await mkdtemp(join(tmpdir(), 'jackfield-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'none', disk]);
  try {
    const dataDir = join(disk, 'data');
    await using program = serve(dataDir);
    const url = await program.ready;
    const { saves, model } = await prepareSaves(url);
    await saveSome(url, saves, model, 50);
    const undo = await fault({ disk, dataDir, program, url, saves, model });
    const faults = await faultsOf(url, saves);
    const [acknowledged, refused] = [saves.acknowledged.size, [...saves.refused]];
    await undo();
    await saveSome(url, saves, model, 5);
    const goesOn = saves.acknowledged.size - acknowledged;
    program.kill('SIGKILL');
    await program.ended;
    await using again = serve(dataDir);
    faults.push(...(await faultsOf(await again.ready, saves)));
    const isRight = refused.length === 20 && refused.every(([status]) => status === 503);
    const answers = [...new Set(refused.map((answer) => answer.join(' ')))].join(', ');
    results.push(
      `${name}: ${acknowledged} acknowledged, 20 refused (${answers}), ${goesOn} of 5 saved once it was undone, ${faults.length} lost or too many after kill -9`,
      ...faults,
    );
    if (!isRight || faults.length > 0 || goesOn !== 5) process.exitCode = 1;
  } finally {
    execFileSync('umount', ['-l', disk]);
    await rmdir(disk);
  }
}

function serve(dataDir: string): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: dataDir,
    JACKFIELD_ADMIN_TOKEN: adminToken,
  });
}

async function fillUp(file: string, leaveBytes: number): Promise<void> {
  const size = (): number =>
    Number(execFileSync('df', ['--output=avail', '-B1', file]).toString().split('\n')[1]);
  await writeFile(file, '');
  await writeFile(file, Buffer.alloc(Math.max(0, size() - leaveBytes)));
}

/** Saves while these calls of the process fail, every one. */
async function failingCalls(
  { program: { pid }, url, saves, model }: Disk,
  calls: readonly string[],
  error: string,
): Promise<() => Promise<void>> {
  const inject = `inject=${calls.join(',')}:error=${error}`;
  const flags = ['-f', '-p', String(pid), '-e', `trace=${calls.join(',')}`, '-e', inject];
  const strace = spawn('strace', [...flags, '-o', '/dev/null'], { stdio: 'ignore' });
  while (!/^TracerPid:\s+[1-9]/m.test(await readFile(`/proc/${pid}/status`, 'utf8'))) {
    if (strace.exitCode !== null) throw new Error('strace could not attach.');
  }
  await saveUntilRefused(url, saves, model, 20);
  return async () => {
    strace.kill('SIGINT');
    await once(strace, 'exit');
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
