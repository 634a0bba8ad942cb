import { expect, it } from 'vitest';
import { refusedEndpoint } from './vet-endpoint.ts';

it('names the section that lists what is allowed, in words for whatever has an address', () => {
  const messages = (['private_address', 'own_address', 'metadata_address'] as const).map(
    (refusal) => refusedEndpoint(refusal, '10.0.0.7:80', 'url').message,
  );
  expect(messages[0]).toContain('under Allowed private addresses');
  // A webhook and a provider's base URL are refused with them too.
  expect(messages.join(' ')).not.toMatch(/connections? (may|needs)|model/i);
});
