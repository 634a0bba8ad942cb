import { expect, it } from 'vitest';
import { countHashes } from '../../../test/count-hashes.ts';
import { hashPassword, verifyPassword } from './password.ts';

it('runs one hash at a time, lets 32 wait their turn and turns the rest away', async () => {
  using hashes = countHashes();
  const phc = await hashPassword('right');
  const settled = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      verifyPassword(index % 2 === 0 ? 'right' : 'wrong', phc),
    ),
  );
  expect(hashes.peak).toBe(1);
  expect(settled.slice(0, 33)).toEqual(
    Array.from({ length: 33 }, (_, index) => ({ status: 'fulfilled', value: index % 2 === 0 })),
  );
  for (const late of settled.slice(33)) {
    expect(late).toMatchObject({
      status: 'rejected',
      reason: { status: 429, code: 'sign_in_busy', extras: { headers: { 'retry-after': '2' } } },
    });
  }
});

it('goes on after a hash that failed', async () => {
  const impossible = '$argon2id$v=19$m=1,t=0,p=1$c2FsdA$aGFzaA';
  const failing = Array.from({ length: 10 }, () => verifyPassword('x', impossible));
  const settled = await Promise.allSettled(failing);
  expect(settled.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
  await expect(verifyPassword('right', await hashPassword('right'))).resolves.toBe(true);
});

it('takes its memory as one block above the 32 MB from which glibc gives every block back', async () => {
  const [, kibibytes] = /[$]m=(\d+),/.exec(await hashPassword('x')) ?? [];
  expect(Number(kibibytes)).toBeGreaterThan(32 * 1_024);
});

it('knows the passwords that were hashed at another cost', async () => {
  const phc =
    '$argon2id$v=19$m=19456,t=2,p=1$e/sd/4QSPkRBV7ej2t419g$oGclsZEj9rIBYnmFEuOqVv8s5euMzdfHg99Ytx6fm9U';
  await expect(verifyPassword('right', phc)).resolves.toBe(true);
  await expect(verifyPassword('wrong', phc)).resolves.toBe(false);
});
