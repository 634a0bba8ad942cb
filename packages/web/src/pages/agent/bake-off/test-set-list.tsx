import type { ReactElement } from 'react';
import type { TestSet } from '@jackfield/control-plane/rest-types';
import { count } from '../../../model/amounts.ts';
import { When } from '../../../parts/when.tsx';

export function TestSetList({
  testSets,
  onOpen,
}: {
  testSets: readonly TestSet[];
  onOpen: (id: string) => void;
}): ReactElement {
  return (
    <ul aria-label="Test sets" className="card divide-y divide-line">
      {testSets.map(({ id, name, cases, updatedAt }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-3">
          <button
            type="button"
            onClick={() => onOpen(id)}
            className="min-w-0 flex-1 basis-40 truncate text-left font-medium hover:underline"
          >
            {name}
          </button>
          <span className="text-muted">{cases === 1 ? '1 case' : `${count(cases)} cases`}</span>
          <span className="text-sm text-muted">
            changed <When at={updatedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
