import { expect, it } from 'vitest';
import { countHashes } from '../../../test/count-hashes.ts';
import { hashPassword, verifyPassword } from './password.ts';

it('runs two hashes at once, lets 32 wait their turn and turns the rest away', async () => {
  using hashes = countHashes();
  const phc = await hashPassword('right');
  expect(hashes.peak).toBe(1);
  const settled = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      verifyPassword(index % 2 === 0 ? 'right' : 'wrong', phc),
    ),
  );
  expect(hashes.peak).toBe(2);
  expect(settled.slice(0, 34)).toEqual(
    Array.from({ length: 34 }, (_, index) => ({ status: 'fulfilled', value: index % 2 === 0 })),
  );
  for (const late of settled.slice(34)) {
    expect(late).toMatchObject({
      status: 'rejected',
      reason: { status: 429, code: 'sign_in_busy', extras: { headers: { 'retry-after': '1' } } },
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
