import { expect, it } from 'vitest';
import { connectionPlace } from './connection-place.ts';

const retail = { id: 'prj_1', name: 'Retail', role: 'editor' } as const;
const bank = { id: 'prj_2', name: 'Bank', role: 'viewer' } as const;

it('names the project where one sees several', () => {
  expect(connectionPlace({ projectId: 'prj_2', shared: false }, [retail, bank])).toBe('Bank');
  expect(connectionPlace({ projectId: 'prj_1', shared: false }, [retail])).toBeNull();
});

it('says that something is shared, and nothing of a project that isn’t one’s own', () => {
  expect(connectionPlace({ projectId: 'prj_1', shared: true }, [retail])).toBe(
    'Retail, shared with all',
  );
  expect(connectionPlace({ projectId: 'prj_9', shared: true }, [retail])).toBe(
    'Another project, shared with all',
  );
});
