import { expect, it } from 'vitest';
import { gatewaysReached } from './gateways-reached.ts';

const gateway = {
  id: 'gtw_1',
  host: 'a',
  version: '0.1.0',
  configVersion: 41,
  agents: 3,
  upToDate: true,
  lost: false,
  lastSeenAt: '2026-11-29T10:00:00.000Z',
};

it('counts who runs the newest configuration among those who were heard of lately', () => {
  const behind = { ...gateway, id: 'gtw_2', configVersion: 40, upToDate: false };
  const lost = { ...gateway, id: 'gtw_3', lost: true };
  expect(gatewaysReached({ gateways: [gateway, behind, lost] })).toEqual({
    reached: 1,
    running: 2,
  });
  expect(gatewaysReached({ gateways: [] })).toEqual({ reached: 0, running: 0 });
});
