import { Check, Minus, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { LearnedCapabilities } from '@jackfield/control-plane/rest-types';

const names: readonly {
  readonly key: Exclude<keyof LearnedCapabilities, 'refusedFields'>;
  readonly name: string;
}[] = [
  { key: 'streaming', name: 'Streaming' },
  { key: 'tools', name: 'Tool calls' },
  { key: 'parallelToolCalls', name: 'Several tool calls at once' },
  { key: 'structuredOutput', name: 'Structured output' },
  { key: 'developerRole', name: 'The role “developer”' },
  { key: 'usageInStream', name: 'Token counts in streams' },
];

/** What it can do, as far as the check saw it. */
export function LearnedList({ capabilities }: { capabilities: LearnedCapabilities }): ReactElement {
  const { refusedFields, unknownFieldsRefused } = capabilities;
  return (
    <section aria-label="What it can do" className="card p-4">
      <h3 className="font-semibold">What it can do</h3>
      <ul className="mt-3 space-y-1.5 text-sm">
        {names.map(({ key, name }) => (
          <Capability key={key} name={name} can={capabilities[key]} />
        ))}
      </ul>
      {refusedFields.length > 0 && (
        <p className="mt-3 text-sm text-muted">
          It refuses{' '}
          {refusedFields.map((field, index) => (
            <span key={field}>
              {index > 0 && ', '}
              <code className="font-mono text-[0.92em] text-ink">{field}</code>
            </span>
          ))}
          .
        </p>
      )}
      {unknownFieldsRefused === true && (
        <p className="mt-3 text-sm text-muted">It refuses any request field it doesn’t know.</p>
      )}
    </section>
  );
}

function Capability({ name, can }: { name: string; can: boolean | null }): ReactElement {
  const [icon, word] =
    can === null
      ? [<Minus key="unseen" aria-hidden size={14} className="text-muted" />, 'not seen']
      : can
        ? [<Check key="yes" aria-hidden size={14} className="text-good" />, 'yes']
        : [<X key="no" aria-hidden size={14} className="text-bad" />, 'no'];
  return (
    <li className="flex items-center gap-2">
      {icon}
      <span className="flex-1">{name}</span>
      <span className="text-muted">{word}</span>
    </li>
  );
}
