import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@jackfield/fake-upstream';
import { describe, expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { killRotations } from './rotation-kills.ts';
import { adminToken, startProgram, type Ended, type Program } from './start-program.ts';

function serve(dataDir: string, more: Record<string, string> = {}): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: dataDir,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    ...more,
  });
}

async function rotate(program: Program, ...args: string[]): Promise<Ended> {
  return startProgram(['keys', 'rotate', ...args], {
    JACKFIELD_URL: await program.ready,
    JACKFIELD_ADMIN_TOKEN: adminToken,
  }).ended;
}

async function stop(program: Program): Promise<void> {
  await program.ready;
  program.kill('SIGTERM');
  expect(await program.ended).toMatchObject({ code: 0 });
}

async function keyFiles(dataDir: string): Promise<string[]> {
  return (await readdir(dataDir)).filter((name) => name.startsWith('master.key')).toSorted();
}

test('every credential opens after kills in the middle of rotations', async () => {
  await using folder = await dataFolder();
  const { lost } = await killRotations(folder.path, 5, seededRandom(3));
  expect(lost).toEqual([]);
}, 60_000);

describe('jackfield keys rotate', () => {
  test('replaces the key that the first start made, while the server runs, and says what to back up', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'master.key');
    await using program = serve(folder.path);
    await program.ready;
    const before = await readFile(file, 'utf8');
    const { code, stdout, stderr } = await rotate(program);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`BACK UP ${file}`);
    const [, old = ''] = /(\S+master\.key\.old-[0-9a-f]{12})/.exec(stdout) ?? [];
    expect(await readFile(old, 'utf8')).toBe(before);
    expect(await readFile(file, 'utf8')).not.toBe(before);
    expect(await keyFiles(folder.path)).toEqual(['master.key', old.split('/').at(-1)]);
    for (const name of await keyFiles(folder.path)) {
      expect((await stat(join(folder.path, name))).mode & 0o077).toBe(0);
    }
    const again = JSON.parse((await rotate(program, '--data-key', '--json')).stdout);
    expect(again).toMatchObject({ dataKeys: 1, keyFile: file });
    await stop(program);
    await using next = serve(folder.path);
    await stop(next);
  });

  test('takes over from a given key to another while both are accepted', async () => {
    await using folder = await dataFolder();
    const [first, second] = [1, 2].map((salt) =>
      Buffer.from(Array.from({ length: 32 }, (_, index) => (index * index * 7 + salt * 31) & 255)),
    );
    const one = first?.toString('base64') ?? '';
    const two = second?.toString('base64') ?? '';
    await using before = serve(folder.path, { JACKFIELD_MASTER_KEY: one });
    expect((await rotate(before)).stderr).toContain('nothing_to_rotate');
    await stop(before);
    const file = join(folder.path, 'two');
    await writeFile(file, two, { mode: 0o400 });
    await using both = serve(folder.path, {
      JACKFIELD_MASTER_KEY_FILE: file,
      JACKFIELD_MASTER_KEY_PREVIOUS: one,
    });
    expect((await rotate(both)).stdout).toContain('PREVIOUS is no longer needed');
    await stop(both);
    await using after = serve(folder.path, { JACKFIELD_MASTER_KEY: two });
    await stop(after);
    await using wrong = serve(folder.path, { JACKFIELD_MASTER_KEY: one });
    expect((await wrong.ended).stderr).toMatch(/^jackfield: The master key \(\w+\) is not the one/);
  });

  test('reads a given file again, so that a key replaced there needs no restart', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'given');
    const keys = [3, 4].map((salt) =>
      Buffer.from(
        Array.from({ length: 32 }, (_, index) => (index * index * 11 + salt * 57) & 255),
      ).toString('base64'),
    );
    await writeFile(file, keys[0] ?? '', { mode: 0o600 });
    await using program = serve(folder.path, { JACKFIELD_MASTER_KEY_FILE: file });
    await program.ready;
    await writeFile(file, keys[1] ?? '');
    expect((await rotate(program)).code).toBe(0);
    await stop(program);
    await using next = serve(folder.path, { JACKFIELD_MASTER_KEY: keys[1] ?? '' });
    await stop(next);
  });
});

describe('a master key that a program prints', () => {
  const keys = [5, 6].map((salt) =>
    Buffer.from(
      Array.from({ length: 32 }, (_, index) => (index * index * 13 + salt * 57) & 255),
    ).toString('base64'),
  );
  const [one = '', two = ''] = keys;
  const given = (file: string): Record<string, string> => ({
    // Prints whose variables it sees, too: Jackfield's own are none of them.
    JACKFIELD_MASTER_KEY_COMMAND: JSON.stringify([
      process.execPath,
      '-e',
      `if (Object.keys(process.env).some((name) => name.startsWith('JACKFIELD_'))) process.exit(9);
       process.stdout.write(require('node:fs').readFileSync(process.argv[1]))`,
      file,
    ]),
  });

  test('opens what it sealed, is asked anew by a rotation, and is in no backup but sealed', async () => {
    await using folder = await dataFolder();
    await using place = await dataFolder();
    const file = join(place.path, 'key');
    await writeFile(file, `${one}\n`);
    await using program = serve(folder.path, given(file));
    await program.ready;
    expect((await rotate(program)).stderr).toContain('nothing_to_rotate');
    await rm(file);
    const failed = await rotate(program);
    expect(failed.stderr).toMatch(/nothing was changed.* node ended with exit code 1/);
    expect(failed.stderr).toContain('HTTP 502 master_key_unavailable');
    expect(failed.code).toBe(1);
    await writeFile(file, two);
    expect((await rotate(program)).code).toBe(0);
    const backup = join(place.path, 'backup.tar');
    const passphrase = { PASSPHRASE: 'a passphrase of several words' };
    const flags = ['--with-key', '--passphrase-env', 'PASSPHRASE'];
    const written = startProgram(['backup', backup, ...flags], {
      JACKFIELD_DATA_DIR: folder.path,
      ...given(file),
      ...passphrase,
    });
    expect(await written.ended).toMatchObject({ code: 0, stderr: '' });
    expect((await readFile(backup)).includes(two)).toBe(false);
    await stop(program);
    await using next = serve(folder.path, given(file));
    await stop(next);
    await using same = serve(folder.path, { JACKFIELD_MASTER_KEY: two });
    await stop(same);
    await writeFile(file, one);
    await using wrong = serve(folder.path, given(file));
    const ended = await wrong.ended;
    expect(ended.stderr).toMatch(/^jackfield: The master key \(\w+\) is not the one.*…_COMMAND/);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    for (const { stdout, stderr } of [await program.ended, await next.ended, ended]) {
      for (const key of keys) expect(stdout + stderr).not.toContain(key.slice(0, 10));
    }
  });
});

describe('a rotation that was cut off', () => {
  test('before the data keys were wrapped is ended by the next start', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'master.key');
    await using first = serve(folder.path);
    await stop(first);
    await using other = await dataFolder();
    await using made = serve(other.path);
    await stop(made);
    await copyFile(join(other.path, 'master.key'), `${file}.next`);
    await using next = serve(folder.path);
    await stop(next);
    expect(await readFile(file)).toEqual(await readFile(join(other.path, 'master.key')));
    expect(await keyFiles(folder.path)).toHaveLength(2);
    await using again = serve(folder.path);
    await stop(again);
  });

  test('after they were wrapped, before the key was renamed, is ended too', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'master.key');
    await using first = serve(folder.path);
    await rotate(first);
    await stop(first);
    const [, old = ''] = await keyFiles(folder.path);
    await rename(file, `${file}.next`);
    await copyFile(join(folder.path, old), file);
    await using next = serve(folder.path);
    await stop(next);
    expect(await keyFiles(folder.path)).toEqual(['master.key', old]);
    await using again = serve(folder.path);
    await stop(again);
  });
});
